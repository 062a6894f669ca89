import { accessToken } from '../access-token.ts';
import { ApiClient } from '../api.ts';
import { assertEqual, type TourCast } from './cast.ts';
import { moneyBecomes, payByCard } from './money.ts';
import { placeOrder, reaches } from './orders.ts';
import { newProduct, stockBecomes } from './stock.ts';

const otherCustomer = 'C-10002';

/** Two customers want the last item at once: one gets it, the other is told so and pays nothing. */
export async function noStock(cast: TourCast): Promise<void> {
  const { customer, deployment, narrator } = cast;
  narrator.title('Two customers, one last item (state machine: a condition decides, nothing is oversold)');
  const sku = await newProduct(cast, 1);
  const other = new ApiClient(deployment.url, await accessToken(deployment, 'customer', otherCustomer));
  const wish = { lines: [{ sku, quantity: 1 }] };
  const attempts = await Promise.all(
    [customer, other].map(async (who) => {
      const placed = await placeOrder(cast, wish, who);
      return { who, order: await reaches(cast, placed, ['AWAITING_PAYMENT', 'CANCELLED'], who) };
    }),
  );
  const winner = attempts.find(({ order }) => order.status === 'AWAITING_PAYMENT');
  const loser = attempts.find(({ order }) => order.status === 'CANCELLED');
  if (!winner || !loser)
    throw new Error(`One order should win and one lose: both are ${attempts[0]?.order.status}`);
  narrator.step(`${winner.order.orderId} has it; ${loser.order.orderId} is CANCELLED: ${loser.order.reason}`);

  await payByCard(cast, winner.order);
  await reaches(cast, winner.order, 'COMPLETED', winner.who);
  await stockBecomes(cast, sku, { available: 0, reserved: 0, sold: 1 });
  await moneyBecomes(cast, winner.order, { came: winner.order.total.amount, wentBack: 0 });
  await moneyBecomes(cast, loser.order, { came: 0, wentBack: 0 });
  const still = await reaches(cast, loser.order, 'CANCELLED', loser.who);
  assertEqual('statuses of the loser', still.timeline.length, loser.order.timeline.length);
  narrator.step('Proved: one COMPLETED, one CANCELLED, one item sold; only the winner paid');
}
