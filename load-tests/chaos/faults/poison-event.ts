import { randomUUID } from 'node:crypto';
import { poisonBodies } from '../../generator/event.ts';
import type { OrderFault } from '../fault.ts';

export const poisonEvent: OrderFault = {
  name: 'poison-event',
  promise:
    'An event that no worker can handle becomes a dead letter with its reason, and holds up no other event of its batch',
  share: 0.01,
  ends: ['COMPLETED'],
  isSlow: true,
  async live(life) {
    const { random, scene, customer } = life;
    const order = await life.checkOut();
    const id = `evt_poison_${randomUUID().replaceAll('-', '')}`;
    const body = random.pick(poisonBodies)({ id });
    scene.deliveries.courseOf(order.orderId, async (_, send) => {
      await Promise.all([send(), scene.deliveries.send({ id, type: 'poison', body, isPoison: true })]);
    });
    await customer.pay(order);
  },
};
