import { describe, expect, test } from 'vitest';
import {
  customerOf,
  eventFor,
  newProduct,
  type Order,
  orderRequest,
  placeOrder,
  reaches,
  sendWebhook,
  stockOf,
} from './lib/shop.ts';

const customers = await Promise.all(
  ['C-10011', 'C-10012', 'C-10013', 'C-10014', 'C-10015'].map((id) => customerOf(id)),
);
type Customer = (typeof customers)[number];
const [customer] = customers as [Customer];

/** An order and who placed it. */
interface Placed {
  by: Customer;
  order: Order;
}

/** Every customer orders at once. */
const orderAtOnce = (body: object): Promise<Placed[]> =>
  Promise.all(customers.map(async (by) => ({ by, order: await placeOrder(by, body) })));

const inFulfilment = ['PENDING', 'RESERVED'];

/** How the workflow decided on the stock of each order: AWAITING_PAYMENT or CANCELLED. */
async function decided({ by, order }: Placed): Promise<Order> {
  let found: Order = order;
  await expect
    .poll(async () => {
      found = (await by.request<Order>('GET', `/orders/${order.orderId}`)).body;
      return inFulfilment.includes(found.status);
    })
    .toBe(false);
  return found;
}

describe('the last item', () => {
  test('that several customers order at once goes to exactly one, and the others are told which it was', async () => {
    const sku = await newProduct(1);
    const placed = await orderAtOnce(orderRequest(sku));
    const orders = await Promise.all(placed.map(decided));
    const winners = placed.filter((_, i) => orders[i]?.status === 'AWAITING_PAYMENT');
    const losers = orders.filter(({ status }) => status === 'CANCELLED');
    expect([winners.length, losers.length]).toEqual([1, customers.length - 1]);
    for (const { reason } of losers) expect(reason).toContain(sku);
    expect(await stockOf(sku)).toMatchObject({ available: 0, reserved: 1, sold: 0 });

    const [winner] = winners as [Placed];
    await sendWebhook(eventFor(winner.order, 'succeeded'));
    await reaches(winner.by, winner.order, 'COMPLETED');
    // The workflow books the sale a moment after the order says that it is complete.
    await expect.poll(() => stockOf(sku)).toMatchObject({ available: 0, reserved: 0, sold: 1 });
  });

  test('goes to the next customer when the first one does not pay', async () => {
    const sku = await newProduct(1);
    const first = await placeOrder(customer, orderRequest(sku));
    await reaches(customer, first, 'AWAITING_PAYMENT');
    const tooEarly = await placeOrder(customer, orderRequest(sku));
    expect((await reaches(customer, tooEarly, 'CANCELLED')).reason).toContain(sku);
    await sendWebhook(eventFor(first, 'canceled'));
    await reaches(customer, first, 'CANCELLED');
    const second = await placeOrder(customer, orderRequest(sku));
    await reaches(customer, second, 'AWAITING_PAYMENT');
    expect(await stockOf(sku)).toMatchObject({ available: 0, reserved: 1, sold: 0 });
  });
});

test('stock that is fought over is never sold twice nor lost: what is available, reserved and sold stays the same', async () => {
  const sku = await newProduct(7);
  const body = orderRequest(sku, { lines: [{ sku, quantity: 2 }] });
  const levels: { available: number; reserved: number; sold: number }[] = [];
  let done = false;
  const watch = (async () => {
    while (!done) levels.push(await stockOf(sku));
  })();
  const placed = await orderAtOnce(body);
  const orders = await Promise.all(placed.map(decided));
  done = true;
  await watch;
  levels.push(await stockOf(sku));
  for (const { available, reserved, sold } of levels) {
    expect(Math.min(available, reserved, sold)).toBeGreaterThanOrEqual(0);
    expect(available + reserved + sold).toBe(7);
  }
  expect(orders.filter(({ status }) => status === 'AWAITING_PAYMENT')).toHaveLength(3);
  expect(levels.at(-1)).toMatchObject({ available: 1, reserved: 6, sold: 0 });
});

test('an order of which only a part is there is refused as a whole, and names what is missing', async () => {
  const [plenty, scarce, none] = [await newProduct(9), await newProduct(1), await newProduct(0)];
  const lines = [
    { sku: plenty, quantity: 3 },
    { sku: scarce, quantity: 2 },
    { sku: none, quantity: 1 },
  ];
  const order = await placeOrder(customer, orderRequest(plenty, { lines }));
  const { reason } = await reaches(customer, order, 'CANCELLED');
  expect(reason).toContain(`${scarce}, ${none}`);
  expect(reason).not.toContain(plenty);
  expect(await stockOf(plenty)).toMatchObject({ available: 9, reserved: 0, sold: 0 });
  expect(await stockOf(scarce)).toMatchObject({ available: 1, reserved: 0, sold: 0 });
});
