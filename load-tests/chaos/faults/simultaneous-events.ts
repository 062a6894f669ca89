import type { OrderFault } from '../fault.ts';

export const simultaneousEvents: OrderFault = {
  name: 'simultaneous-events',
  promise: 'An event that arrives three times at the same instant has one effect',
  share: 0.03,
  ends: ['COMPLETED'],
  async live(life) {
    const order = await life.checkOut();
    life.scene.deliveries.courseOf(order.orderId, async (_, send) => {
      await Promise.all([send(), send(), send()]);
    });
    await life.customer.pay(order);
  },
};
