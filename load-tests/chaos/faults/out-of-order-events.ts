import { refundInDashboard } from '../dashboard.ts';
import type { Course } from '../deliveries.ts';
import type { OrderFault } from '../fault.ts';

export const outOfOrderEvents: OrderFault = {
  name: 'out-of-order-events',
  promise: 'Events of one order that overtake each other end as they would have in their order',
  share: 0.02,
  ends: ['COMPLETED', 'REFUNDED'],
  async live(life) {
    const { customer, random, scene } = life;
    const order = await life.checkOut();
    if (random.pick([true, false])) {
      // The attempt that failed is told of after the one that did not.
      scene.deliveries.courseOf(
        order.orderId,
        held('payment_intent.payment_failed', 'payment_intent.succeeded'),
      );
      await customer.failToPay(order);
      await customer.pay(order);
    } else {
      scene.deliveries.courseOf(order.orderId, held('payment_intent.succeeded', 'charge.refunded'));
      await refundInDashboard(scene.stripe, await customer.pay(order));
    }
  },
};

/** Holds the events of one type back until one of another type has been delivered. */
function held(type: string, until: string): Course {
  const { promise, resolve } = Promise.withResolvers<void>();
  return async (event, send) => {
    if (event.type === type) await promise;
    await send();
    if (event.type === until) resolve();
  };
}
