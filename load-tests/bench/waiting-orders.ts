import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expectStatus } from '../../commands/lib/api.ts';
import type { WaitingOrder } from '../generator/event.ts';
import type { UnderTest } from './round.ts';

/** Customers who order at the same time. */
const customers = 16;
/** Enough for every order of a round. */
const plenty = 1_000_000;
const skus = ['MUG-001', 'APRON-001', 'BAKE-001', 'BAKE-002'];
/** How often one order is tried to be placed. */
const attempts = 5;
/** How long one order may take to a status, in milliseconds. */
const patience = 60_000;

/** Makes sure that no order lacks stock. */
export async function fillStock({ operator }: UnderTest): Promise<void> {
  for (const sku of skus)
    expectStatus(await operator.request('PUT', `/stock/${sku}`, { body: { available: plenty } }), 200);
}

/** Places orders of one product each, several customers at a time. Each then does what `afterwards` says. */
export async function placeOrders(
  system: UnderTest,
  count: number,
  afterwards: (order: WaitingOrder, number: number) => Promise<void> = async () => {},
): Promise<WaitingOrder[]> {
  const orders: WaitingOrder[] = [];
  let begun = 0;
  const buy = async () => {
    while (begun < count) {
      const number = begun++;
      const order = await placeOrder(system, number);
      orders.push(order);
      await afterwards(order, number);
    }
  };
  await Promise.all(Array.from({ length: customers }, buy));
  return orders;
}

/** As a customer who sends the same request again when the system had no time for it. */
async function placeOrder({ customer }: UnderTest, number: number): Promise<WaitingOrder> {
  const request = {
    body: {
      lines: [{ sku: skus[number % skus.length], quantity: 1 }],
      shipTo: { country: 'DE', postalCode: '10115' },
    },
    headers: { 'idempotency-key': randomUUID() },
  };
  for (let attempt = 1; ; attempt += 1) {
    const response = await customer.request('POST', '/orders', request);
    if (response.status >= 500 && attempt < attempts) continue;
    const { orderId, total } = expectStatus(response, 202);
    return { orderId, ...total };
  }
}

/**
 * Waits for one order after the other, from the last one on: those before it are there by then, and asking for them takes
 * nothing from the orders on their way. Answers when the last one reached the status by its own timeline, in epoch
 * milliseconds.
 */
export async function allReach(
  { customer }: UnderTest,
  orders: readonly WaitingOrder[],
  status: string,
  signal: AbortSignal,
): Promise<number> {
  const deadline = Date.now() + patience;
  let last = 0;
  for (const { orderId } of orders.toReversed()) {
    for (;;) {
      signal.throwIfAborted();
      const order = expectStatus(await customer.request('GET', `/orders/${orderId}`), 200);
      if (order.status === status) {
        last = Math.max(last, Date.parse(order.timeline.at(-1).at));
        break;
      }
      if (Date.now() > deadline) throw new Error(`${orderId} is ${order.status}; expected ${status}`);
      await delay(20);
    }
  }
  return last;
}
