import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { accessToken } from '../commands/lib/access-token.ts';
import { ApiClient, expectStatus } from '../commands/lib/api.ts';
import type { Deployment } from '../commands/lib/deployment.ts';
import type { WaitingOrder } from './generator/event.ts';

interface Order {
  orderId: string;
  status: string;
  total: { amount: number; currency: string };
  timeline: { status: string; at: string }[];
}

/** What became of the orders that waited. */
export interface OrderOutcomes {
  /** When each order that was woken was, in epoch milliseconds. */
  wokenAt: number[];
  /** Orders that took a step of their way twice. */
  twice: number;
}

/** Products of the load test's own, several: all orders of one product wait for each other at its stock. */
const skus = Array.from({ length: 16 }, (_, index) => `LOAD-TEST-${String(index + 1).padStart(2, '0')}`);
const atOnce = 8;
/** For the executions to wait, or to go on. */
const patience = 60_000;

/** The customer and the operator of a load test. */
export class Customers {
  readonly #customer: ApiClient;
  readonly #operator: ApiClient;

  private constructor(customer: ApiClient, operator: ApiClient) {
    this.#customer = customer;
    this.#operator = operator;
  }

  static async signIn(deployment: Deployment): Promise<Customers> {
    const [customer, operator] = await Promise.all([
      accessToken(deployment, 'customer'),
      accessToken(deployment, 'operator'),
    ]);
    return new Customers(new ApiClient(deployment.url, customer), new ApiClient(deployment.url, operator));
  }

  /** Places so many orders as a customer does, and waits until the execution of each awaits its payment. */
  async placeOrders(
    count: number,
    signal: AbortSignal,
    onPlaced: (placed: number) => void,
  ): Promise<WaitingOrder[]> {
    await this.#stock(count);
    let placed = 0;
    const orders = await eachOf(
      Array.from({ length: count }, (_, index) => index),
      signal,
      async (index) => {
        const order = await this.#place(skus[index % skus.length] as string);
        onPlaced(++placed);
        return order;
      },
    );
    const deadline = Date.now() + patience;
    await eachOf(orders, signal, (order) =>
      this.#until(order, ({ status }) => status === 'AWAITING_PAYMENT', deadline),
    );
    return orders.map(({ orderId, total }) => ({ orderId, ...total }));
  }

  /** Looks what became of orders; gives those that were paid some time to go on. */
  async outcomes(orders: readonly WaitingOrder[], signal: AbortSignal): Promise<OrderOutcomes> {
    const deadline = Date.now() + patience;
    const found = await eachOf(orders, signal, (order) => this.#until(order, wokenAt, deadline));
    return {
      wokenAt: found.flatMap((order) => (order && wokenAt(order)) ?? []),
      twice: found.filter((order) => order && hasRepeats(order)).length,
    };
  }

  async #stock(available: number): Promise<void> {
    for (const sku of skus) {
      const product = {
        name: `Load test ${sku}`,
        description: 'Sold by load tests only',
        category: 'tests',
        price: { amount: 1999, currency: 'EUR' },
      };
      const created = await this.#operator.request('PUT', `/products/${sku}`, { body: product });
      expectStatus(created, 201, 409);
      expectStatus(await this.#operator.request('PUT', `/stock/${sku}`, { body: { available } }), 200, 201);
    }
  }

  async #place(sku: string): Promise<Order> {
    const body = { lines: [{ sku, quantity: 1 }], shipTo: { country: 'DE', postalCode: '10115' } };
    const headers = { 'idempotency-key': randomUUID() };
    return expectStatus(await this.#customer.request<Order>('POST', '/orders', { body, headers }), 202);
  }

  /** The order once it is as wanted; undefined when it is not by the deadline. */
  async #until(
    { orderId }: Pick<Order, 'orderId'>,
    isReached: (order: Order) => unknown,
    deadline: number,
  ): Promise<Order | undefined> {
    for (;;) {
      const order = expectStatus(await this.#customer.request<Order>('GET', `/orders/${orderId}`), 200);
      if (isReached(order)) return order;
      if (Date.now() > deadline) return undefined;
      await delay(100);
    }
  }
}

/** An execution that was woken takes its order to PAID before anything else. */
function wokenAt({ timeline }: Order): number | undefined {
  const paid = timeline.find(({ status }) => status === 'PAID');
  return paid && Date.parse(paid.at);
}

const hasRepeats = ({ timeline }: Order) =>
  new Set(timeline.map(({ status }) => status)).size < timeline.length;

/** Does something with each, several at once, until the signal aborts. */
async function eachOf<Item, Outcome>(
  items: readonly Item[],
  signal: AbortSignal,
  work: (item: Item) => Promise<Outcome>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  /** The first failure ends the work of all. */
  const failure = new AbortController();
  const left = items.entries();
  const worker = async () => {
    for (const [index, item] of left) {
      AbortSignal.any([signal, failure.signal]).throwIfAborted();
      outcomes[index] = await work(item).catch((error: unknown) => {
        failure.abort(error);
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return outcomes;
}
