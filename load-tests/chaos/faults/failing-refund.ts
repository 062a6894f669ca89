import type { OrderFault } from '../fault.ts';
import { canaryIslands } from '../life.ts';
import { until } from '../until.ts';

/** Until the queue has made its attempts, in milliseconds. */
const patience = 60_000;

export const failingRefund: OrderFault = {
  name: 'failing-refund',
  promise: 'A refund that fails twice, once on the way there and once on the way back, is made once',
  share: 0.01,
  ends: ['REFUNDED'],
  isSlow: true,
  async live(life) {
    const { customer, random, scene } = life;
    const payment = await customer.pay(await life.checkOut({ shipTo: canaryIslands }));
    scene.refundLine.failNext(payment, ...random.shuffled(['not reached', 'answer lost'] as const));
    if (!(await until(() => scene.refundLine.failuresLeft(payment) === 0, patience, scene.signal)))
      throw new Error(`The refund of ${payment} was not asked for often enough to fail twice`);
  },
};
