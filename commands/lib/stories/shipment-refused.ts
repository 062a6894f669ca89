import { expectStatus } from '../api.ts';
import type { TourCast } from './cast.ts';
import { moneyBecomes, payByCard } from './money.ts';
import { placeOrder, reaches, tellTimeline } from './orders.ts';
import { newProduct, stockBecomes } from './stock.ts';

/** On the Canary Islands, where no carrier of the legacy API delivers. */
const shipTo = { country: 'ES', postalCode: '35001' };

/** A paid order that no carrier takes: the goods are stopped, the money goes back, then the stock. */
export async function shipmentRefused(cast: TourCast): Promise<void> {
  const { customer, narrator } = cast;
  narrator.title('Paid, but no carrier delivers there (state machine: rollback in reverse order)');
  const sku = await newProduct(cast, 5);
  const order = await placeOrder(cast, { lines: [{ sku, quantity: 2 }], shipTo });
  await payByCard(cast, order);
  const refunded = await reaches(cast, order, 'REFUNDED');
  narrator.step(`REFUNDED: ${refunded.reason}`);
  tellTimeline(cast, refunded);
  expectStatus(await customer.request('GET', `/shipments/${order.orderId}`), 404);
  await stockBecomes(cast, sku, { available: 5, reserved: 0, sold: 0 });
  const { amount } = order.total;
  const money = await moneyBecomes(cast, order, { came: amount, wentBack: amount });
  narrator.step(`Proved: REFUNDED, no shipment, the stock is what it was; ${money}`);
}
