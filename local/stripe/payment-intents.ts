import * as z from 'zod';
import type { Account, RequestNote } from './account.ts';
import { decline, takeMoney } from './charges.ts';
import { newId, now, type PaymentIntent } from './objects.ts';
import * as fields from './parameters.ts';
import { check, type Parameters } from './parameters.ts';
import { invalidParameter, noSuch, refused } from './stripe-error.ts';

/** Stripe's test cards, by the names it gives them: https://docs.stripe.com/testing?testing-method=payment-methods */
const declines = new Map([
  ['pm_card_visa', false],
  ['pm_card_chargeDeclined', true],
  ['pm_card_visa_chargeDeclined', true],
]);

const confirmation = z.strictObject({
  payment_method: z.string().optional(),
  return_url: z.string().optional(),
});
const creation = confirmation.extend({
  amount: fields.amount,
  currency: fields.currency,
  confirm: z.enum(['true', 'false']).optional(),
  allowed_payment_method_types: z.record(z.string(), z.literal('card')).optional(),
  automatic_payment_methods: z.record(z.string(), z.string()).optional(),
  description: z.string().optional(),
  metadata: fields.metadata.default({}),
});

export function createPaymentIntent(
  account: Account,
  given: Parameters,
  request: RequestNote,
): PaymentIntent {
  const parameters = check(creation, given);
  const { amount, currency, metadata, description = null, payment_method: method, confirm } = parameters;
  if (method !== undefined) checkPaymentMethod(method);
  const intent = newPaymentIntent({
    amount,
    currency,
    metadata,
    description,
    payment_method: method ?? null,
    status: method === undefined ? 'requires_payment_method' : 'requires_confirmation',
  });
  account.paymentIntents.set(intent.id, intent);
  return confirm === 'true' ? confirmNow(account, intent, request) : intent;
}

export function confirmPaymentIntent(
  account: Account,
  id: string,
  given: Parameters,
  request: RequestNote,
): PaymentIntent {
  const { payment_method: method } = check(confirmation, given);
  if (method !== undefined) checkPaymentMethod(method);
  const intent = findPaymentIntent(account, id);
  const { status } = intent;
  if (status !== 'requires_payment_method' && status !== 'requires_confirmation') {
    const message = `You cannot confirm this PaymentIntent because it has a status of ${status}.`;
    throw refused('payment_intent_unexpected_state', message);
  }
  intent.payment_method = method ?? intent.payment_method;
  return confirmNow(account, intent, request);
}

const cancellation = z.strictObject({
  cancellation_reason: z.enum(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']).optional(),
});

export function cancelPaymentIntent(
  account: Account,
  id: string,
  given: Parameters,
  request: RequestNote,
): PaymentIntent {
  const { cancellation_reason: reason = null } = check(cancellation, given);
  const intent = findPaymentIntent(account, id);
  if (intent.status === 'succeeded' || intent.status === 'canceled') {
    const message = `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`;
    throw refused('payment_intent_unexpected_state', message);
  }
  Object.assign(intent, { status: 'canceled', canceled_at: now(), cancellation_reason: reason });
  account.happened('payment_intent.canceled', intent, request);
  return intent;
}

export function findPaymentIntent(account: Account, id: string): PaymentIntent {
  const intent = account.paymentIntents.get(id);
  if (!intent) throw noSuch('payment_intent', id, 'intent', 404);
  return intent;
}

/** An intent as it is before anything was paid, with what is given in place. */
export function newPaymentIntent(
  given: Partial<PaymentIntent> & Pick<PaymentIntent, 'amount' | 'currency' | 'metadata' | 'status'>,
): PaymentIntent {
  const id = given.id ?? newId('pi');
  return {
    object: 'payment_intent',
    amount_received: 0,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic',
    client_secret: newId(`${id}_secret`),
    created: now(),
    description: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    payment_method: null,
    ...given,
    id,
    payment_method_types: ['card'],
  };
}

function confirmNow(account: Account, intent: PaymentIntent, request: RequestNote): PaymentIntent {
  if (intent.payment_method === null)
    throw refused(
      'payment_intent_unexpected_state',
      'You cannot confirm this PaymentIntent: it has no payment method.',
    );
  if (declines.get(intent.payment_method)) throw decline(account, intent, request);
  takeMoney(account, intent);
  account.happened('payment_intent.succeeded', intent, request);
  return intent;
}

function checkPaymentMethod(method: string): void {
  if (declines.has(method)) return;
  const message = `No such PaymentMethod: '${method}'; this provider has ${[...declines.keys()].join(', ')}`;
  throw invalidParameter(message, { code: 'resource_missing', param: 'payment_method' });
}
