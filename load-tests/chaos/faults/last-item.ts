import { randomUUID } from 'node:crypto';
import type { OrderFault } from '../fault.ts';

export const lastItem: OrderFault = {
  name: 'last-item',
  promise: 'Of two customers who want the last piece at once, one gets it, and the other one the money back',
  share: 0.01,
  ends: ['COMPLETED', 'REFUNDED'],
  async live(life) {
    const { scene, random } = life;
    const sku = `CHAOS-LAST-${randomUUID().slice(0, 8).toUpperCase()}`;
    await scene.products.add(sku, 1);
    const wish = { ...life.wish(), lines: [{ sku, quantity: 1 }] };
    const [one, other] = random.shuffled(scene.customers);
    await Promise.all(
      [one, other].map(async (customer) =>
        customer?.pay(life.accepted(await customer.checkOut(wish, random))),
      ),
    );
  },
};
