import { randomUUID } from 'node:crypto';
import type { OrderFault } from '../fault.ts';

export const unknownOrderEvent: OrderFault = {
  name: 'unknown-order-event',
  promise: 'A payment for an order that does not exist is kept in the books, and touches no other order',
  share: 0.01,
  ends: [],
  async live({ customer }) {
    const orderId = `ord_${randomUUID().replaceAll('-', '')}`;
    await customer.pay({ orderId, total: { amount: 1190, currency: 'EUR' } });
  },
};
