import { setTimeout as delay } from 'node:timers/promises';
import { demoCustomer } from '../access-token.ts';
import { expectStatus } from '../api.ts';
import { assertEqual, eventually, type TourCast } from './cast.ts';
import { scaleLegacyApi } from './legacy-service.ts';
import { moneyBecomes, payByCard } from './money.ts';
import { type Order, placeOrder, reaches, tellTimeline, tookAt } from './orders.ts';
import { newProduct, stockBecomes } from './stock.ts';

/** How long the paid order waits, in milliseconds. */
const outage = 1_500;

/** A paid order whose shipment cannot be booked, because the legacy API is gone: it waits until that is back. */
export async function legacyDown(cast: TourCast): Promise<void> {
  const { customer, narrator } = cast;
  narrator.title('The legacy API is down (state machine: patient retries; strangler: the rest goes on)');
  const sku = await newProduct(cast, 5);
  const before = await placeOrder(cast, { lines: [{ sku, quantity: 2 }] });
  const order = await reaches(cast, before, 'AWAITING_PAYMENT');
  const backAt = await duringOutage(cast, () => tellOutage(cast, order));
  narrator.step('Amazon ECS runs a task of the legacy API again');

  const completed = await reaches(cast, order, 'COMPLETED');
  tellTimeline(cast, completed);
  assertEqual('booked only when the legacy API was back', tookAt(completed, 'SHIPPING') >= backAt, true);
  const { lines } = expectStatus(await customer.request('GET', `/shipments/${order.orderId}`), 200);
  assertEqual('the lines of the shipment', JSON.stringify(lines), JSON.stringify([{ sku, quantity: 2 }]));
  await stockBecomes(cast, sku, { available: 3, reserved: 0, sold: 2 });
  const money = await moneyBecomes(cast, order, { came: order.total.amount, wentBack: 0 });
  narrator.step(`Proved: PAID while it was down, COMPLETED once it was back; ${money}`);
}

/** Takes the legacy API away, and gives it back whatever happens. Answers when, in milliseconds of the epoch. */
async function duringOutage(cast: TourCast, tell: () => Promise<void>): Promise<number> {
  await scaleLegacyApi(cast, 0);
  try {
    await tell();
    return Date.now();
  } finally {
    await scaleLegacyApi(cast, 1);
  }
}

async function tellOutage(cast: TourCast, order: Order): Promise<void> {
  const { customer, narrator, signal } = cast;
  await eventually(
    cast,
    () => customer.request('GET', `/customers/${demoCustomer}`),
    ({ status }) => status === 503,
    ({ status }) => `GET /customers/${demoCustomer} answers ${status}; expected 503`,
  );
  expectStatus(await customer.request('GET', '/products?limit=1'), 200);
  narrator.step('No task of the legacy API runs: its routes answer 503, the routes of services 200');
  await payByCard(cast, order);
  await reaches(cast, order, 'PAID');
  narrator.step('PAID: the shipment cannot be booked, the workflow tries again and again');
  await delay(outage, undefined, { signal });
  await reaches(cast, order, 'PAID');
  narrator.step('Still PAID: nothing is undone, nothing is lost');
}
