import { paymentEvent } from '../../../commands/lib/payment-event.ts';
import { signatureOf } from '../../generator/event.ts';
import type { OrderFault } from '../fault.ts';

const tenMinutes = 600;
const now = () => Math.floor(Date.now() / 1000);

export const badSignature: OrderFault = {
  name: 'bad-signature',
  promise:
    'Calls with a wrong or a stale signature pay nothing; one that is replayed pays once, and one with two signatures counts',
  share: 0.02,
  ends: ['COMPLETED'],
  async live(life) {
    const { customer, scene } = life;
    const { deliveries } = scene;
    const order = await life.checkOut();
    const forgery = () => paymentEvent({ orderId: order.orderId, outcome: 'succeeded', ...order.total });
    deliveries.courseOf(order.orderId, async (event) => {
      const [wrong, stale, tampered] = [forgery(), forgery(), forgery()];
      await deliveries.post(wrong, signatureOf(wrong, 'whsec_nobodys', now()));
      await deliveries.post(stale, signatureOf(stale, deliveries.secret, now() - tenMinutes));
      await deliveries.post(tampered, signatureOf(event.body, deliveries.secret, now()));
      const right = signatureOf(event.body, deliveries.secret, now());
      const [time = '', signature = ''] = right.split(',');
      const doubled = `${time},v1=${'0'.repeat(64)},${signature}`;
      await deliveries.send(event, doubled);
      await deliveries.send(event, doubled);
    });
    await customer.pay(order);
  },
};
