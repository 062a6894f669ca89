import { randomBytes } from 'node:crypto';
import { signatureOf } from '../../generator/event.ts';
import type { SystemFault } from '../fault.ts';
import { hitPatience, until } from '../until.ts';

const forgeries = 20;

export const secretRotation: SystemFault = {
  name: 'secret-rotation',
  promise:
    'While the signing secret is replaced, what the old one signed counts, and at once what the new one signs',
  lane: 'queue',
  // Twice retires a secret, and what it signed may still be a dead letter.
  every: Infinity,
  orders: 12,
  async strike({ scene, placeOrders }) {
    const { deliveries, witness } = scene;
    const before = witness.events.size;
    // Somebody is at the door: workers have just looked whether there is another secret when there is one.
    const forged = signatureOf('{}', 'whsec_nobodys', Math.floor(Date.now() / 1000));
    await Promise.all(Array.from({ length: forgeries }, () => deliveries.post('{}', forged)));
    placeOrders();
    await until(() => witness.events.size > before, hitPatience, scene.signal);
    const next = `whsec_${randomBytes(16).toString('hex')}`;
    await scene.changeSecret('WebhookSecretArn', next);
    deliveries.secret = next;
    return 1;
  },
};
