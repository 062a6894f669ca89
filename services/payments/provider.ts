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
 * Asks for a refund, at most once however often it is called: the idempotency key names the payment, and long after the
 * provider forgot the key it refuses to give more back than came. https://docs.stripe.com/api/refunds/create
 */
export async function refund(
  secret: ProviderSecret,
  { orderId, paymentId, amount, currency }: RefundRequest,
): Promise<'asked' | 'refunded_before'> {
  try {
    await clientFor(secret).refunds.create(
      { payment_intent: paymentId, amount, metadata: { order_id: orderId, currency } },
      { idempotencyKey: `refund-${paymentId}` },
    );
    return 'asked';
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError && error.code === 'charge_already_refunded')
      return 'refunded_before';
    throw error;
  }
}

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
    timeout: limits.refund,
    ...(url && { protocol: url.protocol === 'http:' ? 'http' : 'https', host: url.hostname, port: url.port }),
  });
}
