import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import Stripe from 'stripe';
import { type ApiClient, type ApiResponse, expectStatus } from '../../commands/lib/api.ts';
import type { Order } from '../../commands/lib/stories/orders.ts';
import type { Random } from './random.ts';
import type { Line } from './snapshot.ts';
import type { Witness } from './witness.ts';

type Payable = Pick<Order, 'orderId' | 'total'>;

/** What a customer asks for. */
export interface Wish {
  lines: Line[];
  shipTo: { country: string; postalCode: string };
}

/** How long a customer tries to get an order, or waits for one, in milliseconds. */
const patience = 90_000;
/** Between two tries, in milliseconds. */
const pause = { least: 100, most: 400 };
/** Between two looks at an order. */
const lookEvery = 500;

/** What a customer has to do with. */
interface Surroundings {
  api: ApiClient;
  stripe: Stripe;
  witness: Witness;
  /** Ends all waiting. */
  signal: AbortSignal;
}

/** A customer of the shop, whose browser tries again when it gets no order. */
export class Customer {
  readonly id: string;
  readonly api: ApiClient;
  readonly #stripe: Stripe;
  readonly #witness: Witness;
  readonly #signal: AbortSignal;

  constructor(id: string, { api, stripe, witness, signal }: Surroundings) {
    this.id = id;
    this.api = api;
    this.#stripe = stripe;
    this.#witness = witness;
    this.#signal = signal;
  }

  /** One checkout: the same request under the same key until it is answered 202. Throws when it is refused, or takes too long. */
  async checkOut(wish: Wish | string, random: Random, key: string = randomUUID()): Promise<Order> {
    const deadline = Date.now() + patience;
    for (;;) {
      const answer = await this.ask(wish, key);
      if (answer?.status === 202) return answer.body;
      if (answer && !isTemporary(answer)) expectStatus(answer, 202);
      if (Date.now() > deadline)
        throw new Error(
          `A checkout got no order for ${patience / 1000} s, at last ${answer?.status ?? 'no answer'}`,
        );
      await this.#pause(random.between(pause.least, pause.most));
    }
  }

  /** Sends a request until it is refused with this status. Throws when it is answered otherwise. */
  async isRefused(wish: Wish | string, status: number, key: string = randomUUID()): Promise<void> {
    for (;;) {
      const answer = await this.ask(wish, key);
      if (answer?.status === status) return;
      if (answer && !isTemporary(answer)) expectStatus(answer, status);
      await this.#pause(pause.least);
    }
  }

  /** One request for an order, as JSON or as it is; undefined when there was no answer. */
  async ask(wish: Wish | string, key: string): Promise<ApiResponse<Order> | undefined> {
    const request = { body: wish, headers: { 'idempotency-key': key } };
    const answer = await this.api.request<Order>('POST', '/orders', request).catch(() => undefined);
    if (answer?.status === 202) {
      const { orderId, total } = answer.body;
      this.#witness.checkouts.push({ customerId: this.id, key, orderId, amount: total.amount });
    } else this.#witness.tell(codeOf(answer));
    return answer;
  }

  /** Pays with a card, the whole total unless another amount is given. Answers the payment's id. */
  async pay(order: Payable, amount = order.total.amount): Promise<string> {
    return (await this.#beginPayment(order, { amount, confirm: true, payment_method: 'pm_card_visa' })).id;
  }

  /** Pays with a card that is declined. */
  async failToPay(order: Payable): Promise<void> {
    const declined = { confirm: true, payment_method: 'pm_card_visa_chargeDeclined' };
    await this.#beginPayment(order, declined).catch((error: unknown) => {
      if (!(error instanceof Stripe.errors.StripeCardError)) throw error;
    });
  }

  /** Begins to pay and gives up. */
  async cancelPayment(order: Payable): Promise<void> {
    await this.#stripe.paymentIntents.cancel((await this.#beginPayment(order, {})).id);
  }

  #pause = (milliseconds: number) => delay(milliseconds, undefined, { signal: this.#signal });

  #beginPayment(
    { orderId, total: { amount, currency } }: Payable,
    more: Partial<Stripe.PaymentIntentCreateParams>,
  ): Promise<Stripe.PaymentIntent> {
    return this.#stripe.paymentIntents.create({
      ...{ amount, currency: currency.toLowerCase(), metadata: { order_id: orderId } },
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      ...more,
    });
  }

  /** Waits, by looking now and then, until the order has one of the statuses. */
  async sees({ orderId }: Order, ...statuses: string[]): Promise<void> {
    const deadline = Date.now() + patience;
    for (;;) {
      const answer = await this.api.request<Order>('GET', `/orders/${orderId}`).catch(() => undefined);
      if (answer?.status === 200 && statuses.includes(answer.body.status)) return;
      if (Date.now() > deadline)
        throw new Error(`${orderId} is not ${statuses.join(' or ')} after ${patience / 1000} s`);
      await this.#pause(lookEvery);
    }
  }
}

/** What the browser tries again: no fault of the customer's. */
const isTemporary = ({ status, body }: ApiResponse<unknown>) =>
  status >= 500 ||
  status === 429 ||
  (status === 409 && (body as { code?: string }).code === 'request_in_progress');

/** What an answer says in its code; API Gateway's own have none. */
const codeOf = (answer: ApiResponse<unknown> | undefined): string =>
  (answer?.body as { code?: string } | undefined)?.code ?? `status ${answer?.status ?? 'none'}`;
