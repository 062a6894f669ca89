import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { demoCustomer } from './access-token.ts';
import { type ApiClient, type ApiResponse, expectStatus } from './api.ts';
import type { Deployment } from './deployment.ts';
import type { Narrator } from './narrator.ts';
import { type Outcome, paymentEvent, signatureOf, signingSecret } from './payment-event.ts';

/** Who plays in a story. */
export interface Cast {
  deployment: Deployment;
  customer: ApiClient;
  operator: ApiClient;
  narrator: Narrator;
  /** Ends a story that is under way. */
  signal?: AbortSignal;
}

interface Order {
  orderId: string;
  status: string;
  reason?: string;
  total: { amount: number; currency: string };
  timeline: { status: string; at: string }[];
}

const skus = ['MUG-001', 'MUG-002'];
const quantity = 2;

/** An order that goes through all five patterns. */
export async function happyOrder(cast: Cast): Promise<void> {
  const { customer, narrator } = cast;
  narrator.title('One order through five patterns');
  const products = await customer.request('GET', '/products?limit=3');
  expectStatus(products, 200);
  narrator.step(`GET /products: ${answeredBy(products, 'catalog')} (simple web service)`);
  const person = await customer.request('GET', `/customers/${demoCustomer}`);
  expectStatus(person, 200);
  narrator.step(`GET /customers/${demoCustomer}: ${answeredBy(person, 'legacy')} (strangler: not moved yet)`);

  const before = await stockOf(cast);
  const order = await placeOrder(cast);
  await reaches(cast, order, 'AWAITING_PAYMENT');
  narrator.step('AWAITING_PAYMENT: stock is reserved, the workflow waits by its task token (state machine)');
  await pay(cast, order, 'succeeded');
  const completed = await reaches(cast, order, 'COMPLETED');
  narrator.step('COMPLETED: the worker wrote the ledger and woke the workflow, which booked the shipment');
  tellTimeline(narrator, completed);
  const shipment = await customer.request('GET', `/shipments/${order.orderId}`);
  const { carrier, trackingNumber } = expectStatus(shipment, 200);
  narrator.step(
    `GET /shipments/${order.orderId}: ${carrier} ${trackingNumber}, ${answeredBy(shipment, 'legacy')}`,
  );
  const after = await stockOf(cast);
  for (const sku of skus)
    assertEqual(`sold units of ${sku}`, after[sku]?.sold, (before[sku]?.sold ?? 0) + quantity);
  narrator.step(`${skus.join(', ')}: ${quantity} more sold of each`);
}

/** An order whose payment is canceled: what was done is undone, and the stock proves it. */
export async function canceledOrder(cast: Cast): Promise<void> {
  const { narrator } = cast;
  narrator.title('An order that fails: the payment is canceled');
  const before = await stockOf(cast);
  const order = await placeOrder(cast);
  await reaches(cast, order, 'AWAITING_PAYMENT');
  const reserved = await stockOf(cast);
  for (const sku of skus)
    assertEqual(`reserved units of ${sku}`, reserved[sku]?.reserved, (before[sku]?.reserved ?? 0) + quantity);
  narrator.step(`AWAITING_PAYMENT: ${quantity} reserved of each, ${describe(reserved)}`);
  await pay(cast, order, 'canceled');
  const cancelled = await reaches(cast, order, 'CANCELLED');
  narrator.step(`CANCELLED: ${cancelled.reason}`);
  tellTimeline(narrator, cancelled);
  const after = await stockOf(cast);
  assertEqual('the stock after the rollback', JSON.stringify(after), JSON.stringify(before));
  narrator.step(`The stock is what it was: ${describe(after)}`);
}

async function placeOrder({ customer, narrator }: Cast): Promise<Order> {
  const response = await customer.request<Order>('POST', '/orders', {
    body: { lines: skus.map((sku) => ({ sku, quantity })), shipTo: { country: 'DE', postalCode: '10115' } },
    headers: { 'idempotency-key': randomUUID() },
  });
  const order = expectStatus(response, 202);
  const total = `${(order.total.amount / 100).toFixed(2)} ${order.total.currency}`;
  narrator.step(
    `POST /orders: 202, ${order.orderId}, ${answeredBy(response, 'orders')}, ${total} (internal API)`,
  );
  return order;
}

async function pay({ deployment, customer, narrator }: Cast, order: Order, outcome: Outcome): Promise<void> {
  const payload = paymentEvent({ orderId: order.orderId, outcome, ...order.total });
  const signature = signatureOf(payload, await signingSecret(deployment));
  const response = await customer.request('POST', '/webhooks/payments', {
    body: payload,
    headers: { 'stripe-signature': signature },
  });
  expectStatus(response, 202);
  narrator.step(
    `POST /webhooks/payments: 202, ${answeredBy(response, 'webhook')}, queued (scalable webhook)`,
  );
}

/** Polls the order as a customer would, for at most 30 seconds. */
async function reaches({ customer, signal }: Cast, { orderId }: Order, status: string): Promise<Order> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    signal?.throwIfAborted();
    const order = expectStatus(await customer.request<Order>('GET', `/orders/${orderId}`), 200);
    if (order.status === status) return order;
    if (Date.now() > deadline)
      throw new Error(`${orderId} is ${order.status} after 30 s; expected ${status}`);
    await delay(10);
  }
}

type Stock = Record<string, { available: number; reserved: number; sold: number }>;

async function stockOf({ operator }: Cast): Promise<Stock> {
  const levels = skus.map(async (sku) => [
    sku,
    expectStatus(await operator.request('GET', `/stock/${sku}`), 200),
  ]);
  return Object.fromEntries(await Promise.all(levels));
}

function describe(stock: Stock): string {
  return Object.entries(stock)
    .map(([sku, { available, reserved, sold }]) => `${sku} ${available}/${reserved}/${sold}`)
    .join(', ')
    .concat(' (available/reserved/sold)');
}

function tellTimeline(narrator: Narrator, { timeline }: Order): void {
  const start = Date.parse(timeline[0]?.at ?? '');
  const steps = timeline.map(({ status, at }) => `${status} +${Date.parse(at) - start} ms`);
  narrator.note(steps.join(' → '));
}

/** Says who answered, and fails when it was somebody else. */
function answeredBy({ servedBy }: ApiResponse<unknown>, expected: string): string {
  assertEqual('x-served-by', servedBy, expected);
  return `served by ${servedBy}`;
}

function assertEqual(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${what} should be ${String(expected)} but is ${String(actual)}`);
}
