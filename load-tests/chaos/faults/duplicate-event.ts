import type { OrderFault } from '../fault.ts';

export const duplicateEvent: OrderFault = {
  name: 'duplicate-event',
  promise: 'An event that the provider sends again, once the first was taken, changes nothing',
  share: 0.03,
  ends: ['COMPLETED'],
  async live(life) {
    const order = await life.checkOut();
    life.scene.deliveries.courseOf(order.orderId, async (_, send) => {
      await send();
      await send();
    });
    await life.customer.pay(order);
  },
};
