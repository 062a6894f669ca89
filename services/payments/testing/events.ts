import { randomUUID } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';
import Stripe from 'stripe';

export const webhookSecret = 'whsec_test';

interface Intent {
  type?: string;
  id?: string;
  orderId?: string;
  amount?: number;
  received?: number;
  currency?: string;
}

/** A Stripe event of a payment intent: by default the money of 25.00 EUR came. */
export function paymentEvent(intent: Intent = {}) {
  const { type = 'payment_intent.succeeded', id = `evt_${randomUUID()}`, amount = 2500 } = intent;
  return {
    id,
    object: 'event',
    type,
    created: 1_790_000_000,
    data: {
      object: {
        id: `pi_${id}`,
        object: 'payment_intent',
        amount,
        amount_received: intent.received ?? amount,
        currency: intent.currency ?? 'eur',
        metadata: intent.orderId === undefined ? {} : { order_id: intent.orderId },
      },
    },
  };
}

interface Charge {
  paymentId: string;
  orderId?: string;
  amount?: number;
  /** How much has gone back so far. @default all of it */
  refunded?: number;
}

/** A Stripe event that says how much of a payment has gone back. */
export function refundEvent({ paymentId, orderId, amount = 2500, refunded = amount }: Charge) {
  const id = `evt_${randomUUID()}`;
  const charge = { amount, amount_captured: amount, amount_refunded: refunded, currency: 'eur' };
  return {
    id,
    object: 'event',
    type: 'charge.refunded',
    created: 1_790_000_000,
    data: {
      object: {
        ...{ id: `ch_${id}`, object: 'charge', payment_intent: paymentId, ...charge },
        metadata: orderId === undefined ? {} : { order_id: orderId },
      },
    },
  };
}

interface Delivery {
  secret?: string;
  /** When the provider signed, in milliseconds since 1970. */
  signedAt?: number;
  /** When API Gateway received it. @default when it was signed */
  receivedAt?: number | string | undefined;
  unsigned?: boolean;
}

/** The queue's message of one webhook call, signed by Stripe's own helper. */
export function delivery(body: object | string, options: Delivery = {}): SQSRecord {
  const { secret = webhookSecret, signedAt = Date.now(), unsigned = false } = options;
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const signature = Stripe.webhooks.generateTestHeaderString({
    payload,
    secret,
    timestamp: Math.floor(signedAt / 1000),
  });
  const receivedAt = 'receivedAt' in options ? options.receivedAt : signedAt;
  const text = (stringValue: string) => ({ stringValue, dataType: 'String' });
  return {
    messageId: randomUUID(),
    body: Buffer.from(payload).toString('base64'),
    attributes: {},
    messageAttributes: {
      correlationId: text('correlation-1'),
      ...(receivedAt !== undefined && { receivedAt: text(String(receivedAt)) }),
      ...(!unsigned && { signature: text(signature) }),
    },
  } as unknown as SQSRecord;
}
