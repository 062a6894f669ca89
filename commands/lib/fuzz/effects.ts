import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type ApiClient, expectStatus } from '../api.ts';
import { paymentEvent, signatureOf } from '../payment-event.ts';
import { productDocument, skus } from './documents.ts';
import { catalogueAndStock, drained, ledgerRows, notHandled, ownOrders, type Scope } from './footprint.ts';
import type { Breach } from './request.ts';
import type { Target } from './webhooks.ts';

/** What the run starts from: its own products, one order that waits for its payment, and how everything was. */
export interface Stage extends Scope {
  customer: ApiClient;
  target: Target & { orderId: string; status: string };
  before: { shelves: Map<string, string>; orders: Set<string> };
}

/** Sets up what the run needs and remembers how everything was. */
export async function setStage(scope: Scope, customer: ApiClient): Promise<Stage> {
  const { version: _, ...product } = productDocument;
  for (const [sku, available] of [
    [skus.order, 0],
    [skus.write, 0],
    [skus.paid, 1],
  ] as const) {
    expectStatus(await scope.operator.request('PUT', `/products/${sku}`, { body: product }), 201, 409);
    expectStatus(await scope.operator.request('PUT', `/stock/${sku}`, { body: { available } }), 200, 201);
  }
  const placed = await customer.request('POST', '/orders', {
    body: { lines: [{ sku: skus.paid, quantity: 1 }], shipTo: { country: 'DE', postalCode: '10115' } },
    headers: { 'idempotency-key': randomUUID() },
  });
  const target = await reaches(customer, expectStatus(placed, 202).orderId, 'AWAITING_PAYMENT');
  const before = { shelves: await catalogueAndStock(scope), orders: await ownOrders(scope) };
  return { ...scope, customer, target, before };
}

async function reaches(customer: ApiClient, orderId: string, status: string): Promise<Stage['target']> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const order = expectStatus(await customer.request('GET', `/orders/${orderId}`), 200);
    if (order.status === status) return order;
    if (Date.now() > deadline)
      throw new Error(`${orderId} is ${order.status} after 15 s; expected ${status}`);
    await delay(20);
  }
}

/** What the run changed that it must not. `sent` says what it may have changed: orders answered 202, signed messages. */
export async function effects(
  stage: Stage,
  sent: { placed: Set<string>; signed: number },
): Promise<Breach[]> {
  const found: Breach[] = [];
  const breach = (what: string, evidence: string) => found.push({ what, evidence });
  const left = await drained(stage, 60_000);
  if (left > 0) breach('the worker does not keep up', `${left} messages wait after a minute`);
  const returned = stage.isAlone ? await notHandled(stage) : 0;
  if (returned > sent.signed)
    breach('the worker gave back what it should refuse', `${returned} messages, ${sent.signed} were signed`);
  const after = await catalogueAndStock(stage);
  for (const sku of new Set([...stage.before.shelves.keys(), ...after.keys()])) {
    const [was, is] = [stage.before.shelves.get(sku), after.get(sku)];
    if (was !== is) breach(`product or stock ${sku} changed`, `was ${was}, is ${is}`);
  }
  const orders = [...(await ownOrders(stage))].filter(
    (id) => !stage.before.orders.has(id) && !sent.placed.has(id),
  );
  if (orders.length > 0) breach('orders that nobody was told of', orders.slice(0, 5).join(', '));
  const { orderId } = stage.target;
  const rows = await ledgerRows(stage, orderId);
  if (rows > 0) breach('forged events are in the ledger', `${rows} rows`);
  const { status } = expectStatus(await stage.customer.request('GET', `/orders/${orderId}`), 200);
  if (status !== 'AWAITING_PAYMENT') breach('a forged payment moved an order', `${orderId} is ${status}`);
  const shipment = await stage.customer.request('GET', `/shipments/${orderId}`);
  if (shipment.status !== 404) breach('a shipment was booked', `${orderId}: ${shipment.status}`);
  return found;
}

/** Cancels the order that waited, so that its stock is free again: after all this, the system must still do that. */
export async function leaveStage({ customer, target, deployment }: Stage, secret: string): Promise<Breach[]> {
  const { orderId, total } = target;
  const payload = paymentEvent({ orderId, outcome: 'canceled', currency: 'EUR', ...total });
  const headers = { 'content-type': 'application/json', 'stripe-signature': signatureOf(payload, secret) };
  const url = `${deployment.url}/webhooks/payments`;
  const { status } = await fetch(url, { method: 'POST', headers, body: payload });
  try {
    if (status !== 202) throw new Error(`The event was answered ${status}`);
    await reaches(customer, orderId, 'CANCELLED');
    return [];
  } catch (error) {
    return [{ what: 'an order cannot be canceled any more', evidence: (error as Error).message }];
  }
}
