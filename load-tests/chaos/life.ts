import type { Order } from '../../commands/lib/stories/orders.ts';
import type { OrderStatus } from '../../services/orders/status.ts';
import type { Customer, Wish } from './customer.ts';
import { plentiful, scarce } from './products.ts';
import type { Random } from './random.ts';
import type { Scene } from './scene.ts';
import type { Line } from './snapshot.ts';

/** Where carriers deliver, and where none does. */
const berlin = { country: 'DE', postalCode: '10115' };
export const canaryIslands = { country: 'ES', postalCode: '35001' };

/** What is known of an order before it is placed. */
export interface Fate {
  random: Random;
  /** The fault that it meets, if any. */
  meets?: string | undefined;
  /** How it may end. */
  ends: readonly OrderStatus[];
}

/** One order from its checkout on, as its customer lives it. */
export class Life {
  readonly scene: Scene;
  readonly random: Random;
  readonly customer: Customer;
  /** Resolves when there is an order. */
  readonly placed: Promise<void>;
  readonly #isPlaced: () => void;
  readonly #fate: Fate;

  constructor(scene: Scene, fate: Fate) {
    this.scene = scene;
    this.random = fate.random;
    this.#fate = fate;
    this.customer = this.random.pick(scene.customers);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.placed = promise;
    this.#isPlaced = resolve;
  }

  /** One to three products, a few pieces of each, to Berlin. */
  wish(): Wish {
    const skus = this.random.shuffled(plentiful).slice(0, this.random.between(1, 3));
    return { lines: skus.map((sku) => ({ sku, quantity: this.random.between(1, 3) })), shipTo: berlin };
  }

  /** A piece of a product that is nearly sold out. */
  scarceLines = (): Line[] => [{ sku: this.random.pick(scarce), quantity: 1 }];

  async checkOut(change: Partial<Wish> = {}): Promise<Order> {
    return this.accepted(await this.customer.checkOut({ ...this.wish(), ...change }, this.random));
  }

  /** Notes what must become of an order that was accepted. */
  accepted(order: Order): Order {
    const { meets, ends } = this.#fate;
    const { orderId } = order;
    this.scene.witness.expected.set(orderId, { orderId, ends, ...(meets && { meets }) });
    this.#isPlaced();
    return order;
  }
}
