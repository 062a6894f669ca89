import { setTimeout as delay } from 'node:timers/promises';
import type { OrderFault } from '../fault.ts';
import { shortWaitAddress, shortWaitMilliseconds } from '../waits.ts';

/** How far from the end of the wait an event may come that is meant to come at that moment, in milliseconds. */
const around = 300;

export const lateEvent: OrderFault = {
  name: 'late-event',
  promise:
    'A payment whose event comes when its order is given up, or at that moment, goes back or pays, and nothing else',
  share: 0.02,
  ends: ['COMPLETED', 'REFUNDED'],
  isSlow: true,
  async live(life) {
    const { customer, random, scene } = life;
    const order = await life.checkOut({ shipTo: shortWaitAddress });
    const isAfter = random.pick([true, false]);
    const moment = shortWaitMilliseconds + random.between(-around, around);
    scene.deliveries.courseOf(order.orderId, async ({ type }, send) => {
      if (type === 'payment_intent.succeeded')
        await (isAfter ? customer.sees(order, 'CANCELLED') : delay(moment));
      await send();
    });
    await customer.pay(order);
  },
};
