import { assertEqual, type TourCast } from './cast.ts';
import { moneyBecomes, payByCard } from './money.ts';
import { placeOrder, reaches, tellTimeline, tookAt } from './orders.ts';
import { newProduct, stockBecomes } from './stock.ts';

/** So that nobody waits a quarter of an hour: a minute of waiting takes a second. */
export const latePaymentTimeFactor = 1 / 60;

/** An order that is not paid in time, and its money that comes all the same. */
export async function latePayment(cast: TourCast): Promise<void> {
  const { narrator } = cast;
  narrator.title('The payment comes too late (state machine: timeout and rollback; webhook: refund)');
  const sku = await newProduct(cast, 5);
  const order = await placeOrder(cast, { lines: [{ sku, quantity: 2 }] });
  await reaches(cast, order, 'AWAITING_PAYMENT');
  narrator.step(
    `AWAITING_PAYMENT: nobody pays. A minute of waiting takes ${latePaymentTimeFactor * 60} s in this run`,
  );
  const cancelled = await reaches(cast, order, 'CANCELLED');
  assertEqual('the reason', cancelled.reason, 'The payment did not come in time');
  const waited = tookAt(cancelled, 'CANCELLED') - tookAt(cancelled, 'AWAITING_PAYMENT');
  const minutes = Math.round(waited / latePaymentTimeFactor / 60_000);
  narrator.step(`CANCELLED after what would be ${minutes} minutes: ${cancelled.reason}`);
  await stockBecomes(cast, sku, { available: 5, reserved: 0, sold: 0 });
  narrator.step(`The stock of ${sku} is what it was`);

  await payByCard(cast, order);
  tellTimeline(cast, await reaches(cast, order, 'REFUNDED'));
  const { amount } = order.total;
  const money = await moneyBecomes(cast, order, { came: amount, wentBack: amount });
  narrator.step(`Proved: REFUNDED, nothing sold; ${money}`);
}
