import { randomUUID } from 'node:crypto';
import type { OrderFault } from '../fault.ts';

export const keyReuse: OrderFault = {
  name: 'key-reuse',
  promise: 'A key that comes again with another order is refused, and the first order stays what it was',
  share: 0.02,
  ends: ['COMPLETED'],
  async live(life) {
    const [wish, key] = [life.wish(), randomUUID()];
    const order = life.accepted(await life.customer.checkOut(wish, life.random, key));
    const lines = wish.lines.map(({ sku, quantity }) => ({ sku, quantity: quantity + 1 }));
    await life.customer.isRefused({ ...wish, lines }, 422, key);
    await life.customer.pay(order);
  },
};
