import Stripe from 'stripe';

/** Why a webhook message is refused. */
export type Refusal = 'unsigned' | 'wrong_signature' | 'stale' | 'not_json';

/** How old a signature may be when its request arrives, in seconds: Stripe's own default. */
const toleranceSeconds = 300;

/** `t=<seconds>,v1=<digits>` and the like: with other letters, or without a value, Stripe's helper fails instead of refusing it. */
const wellFormed = /^\w+=(?!=)[!-+\--~]+(,\w+=(?!=)[!-+\--~]+)*$/;

/** A webhook request as it came: the raw bytes, which the signature covers, and the header, if it was sent. */
export interface WebhookRequest {
  body: Buffer;
  signature: string | undefined;
  /** When API Gateway received it, in milliseconds since 1970. */
  receivedAt: number;
}

export type Verified = { event: unknown } | { refused: Refusal };

/**
 * Checks a request's signature and parses its body. The signature's age is judged at `receivedAt`, never by the clock: a
 * message may wait in a backlog, or be redriven days later. Any of `secrets` may have signed it, so that they can be
 * rotated. Stripe's own helper compares in constant time. https://docs.stripe.com/webhooks/signature
 */
export function verify(request: WebhookRequest, secrets: string[]): Verified {
  if (!request.signature) return { refused: 'unsigned' };
  if (!wellFormed.test(request.signature)) return { refused: 'wrong_signature' };
  for (const secret of secrets) {
    const verified = verifyWith(secret, request.signature, request);
    if (!('refused' in verified) || verified.refused !== 'wrong_signature') return verified;
  }
  return { refused: 'wrong_signature' };
}

function verifyWith(secret: string, signature: string, { body, receivedAt }: WebhookRequest): Verified {
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
