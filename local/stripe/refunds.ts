import * as z from 'zod';
import type { Account, RequestNote } from './account.ts';
import { takeMoney } from './charges.ts';
import { type Charge, newId, now, type Refund } from './objects.ts';
import { amount, check, currency, metadata, type Parameters } from './parameters.ts';
import { newPaymentIntent } from './payment-intents.ts';
import { invalidParameter, noSuch, refused } from './stripe-error.ts';

const creation = z.strictObject({
  payment_intent: z.string().optional(),
  charge: z.string().optional(),
  amount: amount.optional(),
  metadata: metadata.default({}),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
});
type Creation = z.infer<typeof creation>;

/** Gives back a part of a charge or what is left of it. https://docs.stripe.com/api/refunds/create */
export function createRefund(account: Account, given: Parameters, request: RequestNote): Refund {
  const parameters = check(creation, given);
  const refunded = chargeToRefund(account, parameters);
  const left = refunded.amount - refunded.amount_refunded;
  if (left === 0)
    throw refused('charge_already_refunded', `Charge ${refunded.id} has already been refunded.`);
  const asked = parameters.amount ?? left;
  if (asked > left) {
    const message = `Refund amount (${asked}) is greater than unrefunded amount on charge (${left})`;
    throw invalidParameter(message, { param: 'amount' });
  }
  const refund: Refund = {
    id: newId('re'),
    object: 'refund',
    amount: asked,
    charge: refunded.id,
    created: now(),
    currency: refunded.currency,
    metadata: parameters.metadata,
    payment_intent: refunded.payment_intent,
    reason: parameters.reason ?? null,
    status: 'succeeded',
  };
  account.refunds.set(refund.id, refund);
  refunded.amount_refunded += asked;
  refunded.refunded = asked === left;
  account.happened('charge.refunded', refunded, request);
  return refund;
}

function chargeToRefund(account: Account, parameters: Creation): Charge {
  const { payment_intent: intentId, charge: chargeId } = parameters;
  if (chargeId !== undefined) {
    const found = account.charges.get(chargeId);
    if (!found) throw noSuch('charge', chargeId, 'charge', 404);
    return succeeded(found, `Charge ${chargeId}`);
  }
  if (intentId === undefined)
    throw invalidParameter(
      "One of the following params should be provided for this request: 'charge' or 'payment_intent'.",
      { code: 'parameter_missing' },
    );
  const intent = account.paymentIntents.get(intentId);
  if (!intent) return adopt(account, intentId, parameters);
  return succeeded(account.charges.get(intent.latest_charge ?? ''), `This PaymentIntent (${intentId})`);
}

function succeeded(found: Charge | undefined, name: string): Charge {
  if (found?.status !== 'succeeded')
    throw refused('payment_intent_unexpected_state', `${name} does not have a successful charge to refund.`);
  return found;
}

/**
 * Makes up the intent of a payment that was never made here, because somebody signed and sent its event: as large as the
 * refund, in the currency that the refund's metadata name. Stripe refuses such a refund; so does this one when it cannot
 * know how much to give back.
 */
function adopt(account: Account, id: string, { amount: asked, metadata: said }: Creation): Charge {
  const known = currency.safeParse(said['currency']);
  if (asked === undefined || !known.success) throw noSuch('payment_intent', id, 'payment_intent', 404);
  const facts = {
    id,
    amount: asked,
    currency: known.data,
    metadata: said,
    status: 'requires_confirmation',
  } as const;
  const intent = newPaymentIntent(facts);
  account.paymentIntents.set(id, intent);
  return takeMoney(account, intent);
}
