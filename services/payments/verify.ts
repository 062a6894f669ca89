import Stripe from 'stripe';

/** Why a webhook message is refused. */
export type Refusal = 'unsigned' | 'wrong_signature' | 'stale' | 'not_json';

/** How old a signature may be when its request arrives, in seconds: Stripe's own default. */
export const toleranceSeconds = 300;

/** A webhook request as it came: the raw bytes, which the signature covers, and the header, if it was sent. */
export interface WebhookRequest {
  body: Buffer;
  signature: string | undefined;
  /** When API Gateway received it, in milliseconds since 1970. */
  receivedAt: number;
}

/**
 * Checks a request's signature and parses its body. The signature's age is judged at `receivedAt`, never by the clock: a
 * message may wait in a backlog, or be redriven days later. https://docs.stripe.com/webhooks/signature
 */
export function verify(
  { body, signature, receivedAt }: WebhookRequest,
  secret: string,
): { event: unknown } | { refused: Refusal } {
  if (!signature) return { refused: 'unsigned' };
  try {
    return {
      event: Stripe.webhooks.constructEvent(body, signature, secret, toleranceSeconds, undefined, receivedAt),
    };
  } catch (error) {
    if (error instanceof SyntaxError) return { refused: 'not_json' };
    if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
    return { refused: error.message.startsWith('Timestamp outside') ? 'stale' : 'wrong_signature' };
  }
}
