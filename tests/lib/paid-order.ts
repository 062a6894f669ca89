import { randomUUID } from 'node:crypto';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, GetItemCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import type Stripe from 'stripe';
import type { ExpectStatic } from 'vitest';
import type { ApiClient } from '../../commands/lib/api.ts';
import { output } from '../../commands/lib/deployment.ts';
import type { Outcome } from '../../commands/lib/payment-event.ts';
import { payAtProvider, type Result, refundAtProvider } from '../../commands/lib/provider-payment.ts';
import { secondTryPatience } from './hide-briefly.ts';
import { eventFor, type Order, orderRequest, placeOrder } from './shop.ts';
import type { Shop } from './shop-of.ts';

const patience = { timeout: secondTryPatience, interval: 50 };

/** The parts of a running system that an order of a test meets. */
export interface Setting {
  shop: Shop;
  customer: ApiClient;
  /** The provider that the system's payments are made at. */
  stripe: Stripe;
  /** Of the test: others run at the same time. */
  expect: ExpectStatic;
}

interface Placed {
  sku: string;
  shipTo?: { country: string; postalCode: string };
}

/** Amounts in minor units by currency; a currency of which nothing is left is absent. */
type Sums = Record<string, number>;

/** One order and what a customer, or somebody at the provider, does about its money. Each deed ends when its event is handled. */
export class PaidOrder {
  readonly order: Pick<Order, 'orderId' | 'total'>;
  /** Also those of which the order was told by hand. */
  readonly #payments = new Set<string>();
  readonly #setting: Setting;
  readonly #expect: ExpectStatic;
  readonly #sku: string;
  readonly #logs: CloudWatchLogsClient;
  readonly #database: DynamoDBClient;

  private constructor(setting: Setting, sku: string, order: PaidOrder['order']) {
    this.#setting = setting;
    this.#expect = setting.expect;
    this.#sku = sku;
    this.order = order;
    this.#logs = new CloudWatchLogsClient(setting.shop.deployment.clientConfig);
    this.#database = new DynamoDBClient(setting.shop.deployment.clientConfig);
  }

  static async place(setting: Setting, { sku, ...more }: Placed): Promise<PaidOrder> {
    return new PaidOrder(setting, sku, await placeOrder(setting.customer, orderRequest(sku, more)));
  }

  /** An order that nobody placed. */
  static unknown(setting: Setting, sku: string): PaidOrder {
    const order = { orderId: `ord_${randomUUID()}`, total: { amount: 1190, currency: 'EUR' } };
    return new PaidOrder(setting, sku, order);
  }

  pay = (change: Partial<Order['total']> = {}): Promise<Result> => this.#do('succeeded', change);
  failToPay = (): Promise<Result> => this.#do('failed');
  cancelPayment = (): Promise<Result> => this.#do('canceled');

  async #do(outcome: Exclude<Outcome, 'refunded'>, change: Partial<Order['total']> = {}): Promise<Result> {
    const { orderId, total } = this.order;
    const result = await payAtProvider(
      { stripe: this.#setting.stripe, orderId, ...total, ...change },
      outcome,
    );
    this.#payments.add(result.paymentId);
    await this.#isHandled(String(result.eventId));
    return result;
  }

  /** Somebody gives the payments back in the provider's dashboard: all of each, or `amount`. */
  async refundInDashboard(amount?: number): Promise<void> {
    const results = await refundAtProvider(this.#setting.stripe, this.order.orderId, amount);
    for (const { eventId } of results) await this.#isHandled(String(eventId));
  }

  /** A payment at the provider whose events name no order, so that `tell` says when the order hears of them. */
  async payUntold(): Promise<string> {
    const { amount, currency } = this.order.total;
    const { id } = await this.#setting.stripe.paymentIntents.create({
      ...{ amount, currency: currency.toLowerCase(), confirm: true, payment_method: 'pm_card_visa' },
    });
    this.#payments.add(id);
    return id;
  }

  refundUntold = (paymentId: string) => this.#setting.stripe.refunds.create({ payment_intent: paymentId });

  /** Delivers the order's event of such a payment, signed as the provider does, so many times at once. */
  tell = (outcome: Outcome, paymentId: string, times = 1): Promise<void> =>
    this.#deliver(eventFor(this.order, outcome, { paymentId }), times, times);

  /** The provider delivers an event once more. */
  async deliverAgain(eventId: string | undefined): Promise<void> {
    const event = await this.#setting.stripe.events.retrieve(String(eventId));
    await this.#deliver(JSON.stringify(event), 1, 2);
  }

  async #deliver(payload: string, times: number, inAll: number): Promise<void> {
    const { sendWebhook } = this.#setting.shop;
    const answers = await Promise.all(Array.from({ length: times }, () => sendWebhook(payload)));
    this.#expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    await this.#isHandled(JSON.parse(payload).id, inAll);
  }

  /** Waits for the system's refund of a payment, and until its event is handled. Answers the event's id. */
  async isRefunded(paymentId: string): Promise<string | undefined> {
    const find = async () => (await this.#refundEvents()).find(({ payment }) => payment === paymentId)?.id;
    await this.#expect.poll(find, patience).toBeDefined();
    const eventId = await find();
    await this.#isHandled(String(eventId));
    return eventId;
  }

  /** Waits until the order has a status. */
  reaches = (status: string) => this.#expect.poll(() => this.status(), patience).toBe(status);
  status = async (): Promise<string> => (await this.#read()).status;

  async #read(): Promise<{ status: string; reason?: string }> {
    const { status, body } = await this.#setting.customer.request<Order>(
      'GET',
      `/orders/${this.order.orderId}`,
    );
    if (status === 404) return { status: 'unknown' };
    return { status: body.status, ...(body.reason !== undefined && { reason: body.reason }) };
  }

  /** What became of the order, as its customer, the operator and the provider see it. */
  async outcome() {
    const { shop, customer } = this.#setting;
    const { available, reserved, sold } = await shop.stockOf(this.#sku);
    const { status, body } = await customer.request('GET', `/shipments/${this.order.orderId}`);
    return {
      ...(await this.#read()),
      held: await this.#held(),
      stock: { available, reserved, sold },
      shipment: status === 404 ? 'none' : String(body.status),
    };
  }

  /** What the provider holds of the order's payments. */
  async #held(): Promise<Sums> {
    const { paymentIntents, charges } = this.#setting.stripe;
    const sums: Sums = {};
    for (const id of this.#payments) {
      const { latest_charge: charge, status } = await paymentIntents.retrieve(id);
      if (status !== 'succeeded') continue;
      const {
        amount_captured: came,
        amount_refunded: back,
        currency,
      } = await charges.retrieve(charge as string);
      add(sums, currency.toUpperCase(), came - back);
    }
    return sums;
  }

  /** What the ledger says the provider holds for the order. Every booking in it is balanced. */
  async ledger(): Promise<Sums> {
    const rows = (await this.#setting.shop.ledgerRows(
      'SELECT booking, account, currency, amount::int FROM ledger_entries WHERE order_id = $1',
      [this.order.orderId],
    )) as { booking: string; account: string; currency: string; amount: number }[];
    const [bookings, held]: [Sums, Sums] = [{}, {}];
    for (const { booking, account, currency, amount } of rows) {
      add(bookings, booking, amount);
      if (account === 'provider_balance') add(held, currency, amount);
    }
    this.#expect(bookings).toEqual({});
    return held;
  }

  /** Waits until every refund that was asked for is made, and its event handled. */
  async isQuiet(): Promise<void> {
    await this.#expect.poll(() => this.#refundsOpen(), patience).toEqual([]);
    for (const { id } of await this.#refundEvents()) await this.#isHandled(id);
  }

  /** The payments whose money was asked back and has not gone back. Who asks asks for all that is left. */
  async #refundsOpen(): Promise<string[]> {
    const { paymentIntents, charges } = this.#setting.stripe;
    const open: string[] = [];
    for (const payment of await this.#refundsAsked()) {
      const { latest_charge: charge } = await paymentIntents.retrieve(payment);
      if (!(await charges.retrieve(charge as string)).refunded) open.push(payment);
    }
    return open;
  }

  /** By the wait of the order: log lines count a request twice when two payments are settled at once. */
  async #refundsAsked(): Promise<string[]> {
    const { TableNames = [] } = await this.#database.send(new ListTablesCommand());
    const { Item = {} } = await this.#database.send(
      new GetItemCommand({
        TableName: TableNames.find((name) => name.includes('PaymentsWaits')),
        Key: { orderId: { S: this.order.orderId } },
        ConsistentRead: true,
      }),
    );
    const prefix = 'refundAsked:';
    const names = Object.keys(Item).filter((name) => name.startsWith(prefix));
    return names.map((name) => name.slice(prefix.length));
  }

  async #refundEvents(): Promise<{ id: string; payment: string }[]> {
    const { data } = await this.#setting.stripe.events.list({ type: 'charge.refunded', limit: 100 });
    const events = data.map((event) => ({
      id: event.id,
      payment: (event.data.object as Stripe.Charge).payment_intent as string,
    }));
    return events.filter(({ payment }) => this.#payments.has(payment));
  }

  /** Waits until the worker has done all that follows from an event, so many times. */
  async #isHandled(eventId: string, times = 1): Promise<void> {
    const handled = async () =>
      (await this.linesWith(eventId)).filter(({ message }) => message === 'Payment event handled').length;
    await this.#expect.poll(handled, patience).toBeGreaterThanOrEqual(times);
  }

  /** The lines of the worker's log that contain a text. */
  async linesWith(text: string): Promise<Record<string, unknown>[]> {
    const logGroupName = output(this.#setting.shop.deployment, 'WebhookLogGroupName');
    const pages = paginateFilterLogEvents(
      { client: this.#logs },
      { logGroupName, filterPattern: `"${text}"` },
    );
    const lines: Record<string, unknown>[] = [];
    for await (const { events = [] } of pages)
      lines.push(...events.map(({ message = '' }) => JSON.parse(message)));
    return lines;
  }
}

function add(sums: Sums, name: string, amount: number): void {
  sums[name] = (sums[name] ?? 0) + amount;
  if (sums[name] === 0) delete sums[name];
}
