import { assertEqual, type TourCast } from './cast.ts';
import { moneyBecomes, payByCard } from './money.ts';
import { placeOrder, reaches } from './orders.ts';
import { newProduct } from './stock.ts';

/** How much too little is paid, in minor units. */
const missing = 100;

/** A payment of another amount pays nothing and goes back; the order waits on for the right one. */
export async function wrongAmount(cast: TourCast): Promise<void> {
  const { narrator } = cast;
  narrator.title('Paid too little, then right (scalable webhook: only the exact amount pays)');
  const sku = await newProduct(cast, 5);
  const order = await placeOrder(cast, { lines: [{ sku, quantity: 1 }] });
  await reaches(cast, order, 'AWAITING_PAYMENT');
  const { amount } = order.total;
  const wrong = amount - missing;
  await payByCard(cast, order, { amount: wrong });
  await moneyBecomes(cast, order, { came: wrong, wentBack: wrong });
  const waiting = await reaches(cast, order, 'AWAITING_PAYMENT');
  assertEqual('the reason', waiting.reason, undefined);
  narrator.step('Still AWAITING_PAYMENT: the wrong amount went back');
  await payByCard(cast, order);
  await reaches(cast, order, 'COMPLETED');
  const money = await moneyBecomes(cast, order, { came: wrong + amount, wentBack: wrong });
  narrator.step(`Proved: COMPLETED by the exact amount; ${money}`);
}
