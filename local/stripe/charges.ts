import type { Account, RequestNote } from './account.ts';
import { type Charge, newId, now, type PaymentIntent } from './objects.ts';
import { type ErrorFields, StripeError } from './stripe-error.ts';

/** Takes the intent's money by a new charge. */
export function takeMoney(account: Account, intent: PaymentIntent): Charge {
  const made = newCharge(account, intent, { paid: true, status: 'succeeded' });
  made.amount_captured = intent.amount;
  Object.assign(intent, { status: 'succeeded', amount_received: intent.amount, last_payment_error: null });
  return made;
}

/** Refuses the card; the customer may try again: https://docs.stripe.com/payments/paymentintents/lifecycle */
export function decline(account: Account, intent: PaymentIntent, request: RequestNote): StripeError {
  const { id } = newCharge(account, intent, {
    paid: false,
    status: 'failed',
    failure_code: 'card_declined',
    failure_message: 'Your card was declined.',
  });
  const error = {
    type: 'card_error',
    code: 'card_declined',
    decline_code: 'generic_decline',
    message: 'Your card was declined.',
    charge: id,
  } satisfies ErrorFields;
  Object.assign(intent, {
    status: 'requires_payment_method',
    payment_method: null,
    last_payment_error: error,
  });
  account.happened('payment_intent.payment_failed', intent, request);
  return new StripeError(402, { ...error, payment_intent: intent });
}

function newCharge(
  account: Account,
  intent: PaymentIntent,
  result: Partial<Charge> & Pick<Charge, 'paid' | 'status'>,
) {
  const made: Charge = {
    id: newId('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    captured: result.paid,
    created: now(),
    currency: intent.currency,
    description: intent.description,
    failure_code: null,
    failure_message: null,
    livemode: false,
    // Copied once: what is said of the intent later does not reach the charge.
    metadata: { ...intent.metadata },
    payment_intent: intent.id,
    payment_method: intent.payment_method,
    refunded: false,
    ...result,
  };
  account.charges.set(made.id, made);
  intent.latest_charge = made.id;
  return made;
}
