import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import * as z from 'zod';
import type { RefundRequest } from './refund-requests.ts';
import { limits } from './time-limits.ts';

/** The JSON secret with which the payment provider's API is called. */
export const providerSecretSchema = z.object({
  secretKey: z
    .string()
    .regex(/^[sr]k_\w+$/, 'holds no key of the payment provider: put {"secretKey":"sk_test_..."} into it'),
  /** Another address than Stripe's own: of something that plays its part on this machine. */
  apiUrl: z.url({ protocol: /^https?$/, hostname: /^(127\.0\.0\.1|localhost)$/ }).optional(),
});

export type ProviderSecret = z.infer<typeof providerSecretSchema>;

let kept: { client: Stripe; secret: string } | undefined;

/**
 * Asks for a refund, at most once however often it is called: the idempotency key names the payment, and without the key,
 * too, the provider refuses to give more back than came. https://docs.stripe.com/api/refunds/create
 */
export async function refund(
  secret: ProviderSecret,
  { orderId, paymentId, amount, currency }: RefundRequest,
): Promise<'asked' | 'refunded_before'> {
  const parameters = { payment_intent: paymentId, amount, metadata: { order_id: orderId, currency } };
  const ask = (idempotencyKey: string) => clientFor(secret).refunds.create(parameters, { idempotencyKey });
  const key = `refund-${paymentId}`;
  try {
    await ask(key).catch((error: unknown) => {
      if (!isReplayed(error)) throw error;
      return ask(`${key}-${randomUUID()}`);
    });
    return 'asked';
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError && error.code === 'charge_already_refunded')
      return 'refunded_before';
    throw error;
  }
}

/**
 * For a day the provider answers a key what it answered before, also when the cause is mended.
 * https://docs.stripe.com/api/idempotent_requests
 */
const isReplayed = (error: unknown) =>
  error instanceof Stripe.errors.StripeError && error.headers?.['idempotent-replayed'] === 'true';

/** One client, and its connections, for as long as the secret stays the same. */
function clientFor(secret: ProviderSecret): Stripe {
  const text = JSON.stringify(secret);
  if (kept?.secret !== text) kept = { client: newClient(secret), secret: text };
  return kept.client;
}

/** No retries of its own: they would hold up the batch, and the queue makes them anyway. */
function newClient({ secretKey, apiUrl }: ProviderSecret): Stripe {
  const url = apiUrl === undefined ? undefined : new URL(apiUrl);
  return new Stripe(secretKey, {
    maxNetworkRetries: 0,
    // A refund may be asked for twice.
    timeout: limits.refund / 2,
    ...(url && { protocol: url.protocol === 'http:' ? 'http' : 'https', host: url.hostname, port: url.port }),
  });
}
