import { expectStatus } from '../api.ts';
import { type Outcome, paymentEvent, signatureOf, signingSecret } from '../payment-event.ts';
import type { Cast } from './cast.ts';
import { answeredBy, type Order } from './orders.ts';

/** Plays the provider's part, for systems whose provider has no key yet: signs an event and calls the webhook. */
export async function sendEvent(
  { deployment, customer, narrator }: Cast,
  { orderId, total }: Order,
  outcome: Outcome,
): Promise<void> {
  const payload = paymentEvent({ orderId, outcome, ...total });
  const signature = signatureOf(payload, await signingSecret(deployment));
  const response = await customer.request('POST', '/webhooks/payments', {
    body: payload,
    headers: { 'stripe-signature': signature },
  });
  expectStatus(response, 202);
  narrator.step(
    `POST /webhooks/payments: 202, ${answeredBy(response, 'webhook')}, queued (scalable webhook)`,
  );
}
