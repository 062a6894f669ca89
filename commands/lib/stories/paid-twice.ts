import type { TourCast } from './cast.ts';
import { moneyBecomes, payByCard } from './money.ts';
import { placeOrder, reaches } from './orders.ts';
import { newProduct, stockBecomes } from './stock.ts';

/** A customer who pays in two windows: one payment pays, the other goes back by itself. */
export async function paidTwice(cast: TourCast): Promise<void> {
  const { narrator } = cast;
  narrator.title('Paid twice at the same moment (scalable webhook: one decision, whatever comes first)');
  const sku = await newProduct(cast, 5);
  const order = await placeOrder(cast, { lines: [{ sku, quantity: 1 }] });
  await Promise.all([payByCard(cast, order), payByCard(cast, order)]);
  await reaches(cast, order, 'COMPLETED');
  narrator.step('COMPLETED: one payment pays, the other is refunded through a queue of its own');
  const { amount } = order.total;
  const money = await moneyBecomes(cast, order, { came: 2 * amount, wentBack: amount });
  await stockBecomes(cast, sku, { available: 4, reserved: 0, sold: 1 });
  await reaches(cast, order, 'COMPLETED');
  narrator.step(`Proved: COMPLETED, one item sold; ${money}`);
}
