import type { TourCast } from './cast.ts';
import { moneyBecomes, payByCard } from './money.ts';
import { placeOrder, reaches } from './orders.ts';
import { newProduct, stockBecomes } from './stock.ts';

/** A card that is declined ends nothing: the customer takes another one. */
export async function cardDeclined(cast: TourCast): Promise<void> {
  const { narrator } = cast;
  narrator.title('The card is declined, the next one is not (state machine: the wait goes on)');
  const sku = await newProduct(cast, 5);
  const order = await placeOrder(cast, { lines: [{ sku, quantity: 1 }] });
  await reaches(cast, order, 'AWAITING_PAYMENT');
  await payByCard(cast, order, { outcome: 'failed' });
  await moneyBecomes(cast, order, { came: 0, wentBack: 0 });
  await reaches(cast, order, 'AWAITING_PAYMENT');
  await stockBecomes(cast, sku, { available: 4, reserved: 1, sold: 0 });
  narrator.step('Still AWAITING_PAYMENT: no money came, the stock stays reserved');
  await payByCard(cast, order);
  await reaches(cast, order, 'COMPLETED');
  const money = await moneyBecomes(cast, order, { came: order.total.amount, wentBack: 0 });
  narrator.step(`Proved: COMPLETED at the second try; ${money}`);
}
