import { randomUUID } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import Stripe from 'stripe';
import { type Deployment, output } from './deployment.ts';

/** What can happen to a payment, by the last word of Stripe's event types. */
export const outcomes = ['succeeded', 'failed', 'canceled', 'refunded'] as const;
export type Outcome = (typeof outcomes)[number];

/** Stripe's type of the event that tells of an outcome. */
export const eventTypes = {
  succeeded: 'payment_intent.succeeded',
  failed: 'payment_intent.payment_failed',
  canceled: 'payment_intent.canceled',
  refunded: 'charge.refunded',
} as const satisfies Record<Outcome, string>;

const id = (prefix: string) => `${prefix}_${randomUUID().replaceAll('-', '')}`;

/** What an event says. `amount` is in minor units; ids are new ones unless given. */
export interface PaymentFacts {
  orderId: string;
  outcome: Outcome;
  amount: number;
  currency: string;
  eventId?: string;
  paymentId?: string;
}

/** The body of a payment event in Stripe's wire format: https://docs.stripe.com/api/events/object */
export function paymentEvent({
  orderId,
  outcome,
  amount,
  currency,
  eventId,
  paymentId,
}: PaymentFacts): string {
  const payment = paymentId ?? id('pi');
  const common = { amount, currency: currency.toLowerCase(), metadata: { order_id: orderId } };
  const object =
    outcome === 'refunded'
      ? { id: id('ch'), object: 'charge', ...common, amount_refunded: amount, payment_intent: payment }
      : {
          id: payment,
          object: 'payment_intent',
          ...common,
          amount_received: outcome === 'succeeded' ? amount : 0,
        };
  return JSON.stringify({
    id: eventId ?? id('evt'),
    object: 'event',
    created: Math.floor(Date.now() / 1000),
    livemode: false,
    type: eventTypes[outcome],
    data: { object },
  });
}

const { webhooks } = new Stripe('sk_test_unused');

/** The `Stripe-Signature` header of a body, made by Stripe's own test helper. `timestamp` is in epoch seconds. */
export function signatureOf(
  payload: string,
  secret: string,
  timestamp = Math.floor(Date.now() / 1000),
): string {
  return webhooks.generateTestHeaderString({ payload, secret, timestamp });
}

/** The secret that signs webhook calls: PAYMENT_WEBHOOK_SECRET when set, otherwise what the running system holds. */
export async function signingSecret(deployment: Deployment): Promise<string> {
  const given = process.env['PAYMENT_WEBHOOK_SECRET'];
  if (given) return given;
  const secrets = new SecretsManagerClient(deployment.clientConfig);
  const SecretId = output(deployment, 'WebhookSecretArn');
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  if (!SecretString) throw new Error(`${SecretId} holds no text`);
  return SecretString;
}
