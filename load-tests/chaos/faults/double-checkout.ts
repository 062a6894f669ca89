import { randomUUID } from 'node:crypto';
import type { OrderFault } from '../fault.ts';

export const doubleCheckout: OrderFault = {
  name: 'double-checkout',
  promise: 'A checkout that is sent twice at once becomes one order',
  share: 0.02,
  ends: ['COMPLETED'],
  async live(life) {
    const [wish, key] = [life.wish(), randomUUID()];
    const twice = [
      life.customer.checkOut(wish, life.random, key),
      life.customer.checkOut(wish, life.random, key),
    ];
    const [order] = await Promise.all(twice);
    if (order) await life.customer.pay(life.accepted(order));
  },
};
