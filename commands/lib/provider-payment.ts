import { setTimeout as delay } from 'node:timers/promises';
import Stripe from 'stripe';
import { eventTypes, type Outcome } from './payment-event.ts';

/** How long to wait until the provider has delivered an event, in milliseconds. */
const patience = 20_000;

/** What a customer or somebody in the provider's dashboard does about an order's payment. */
export interface Deed {
  stripe: Stripe;
  orderId: string;
  /** In minor units. */
  amount: number;
  /** ISO 4217. */
  currency: string;
}

/** What came of a deed, for one payment. */
export interface Result {
  paymentId: string;
  /** The event that tells of it, once delivered; undefined when nothing was left to do. */
  eventId?: string;
}

/** Pays, fails to pay or gives up paying at the provider, with Stripe's test cards, and waits until its event is delivered. */
export async function payAtProvider(deed: Deed, outcome: Exclude<Outcome, 'refunded'>): Promise<Result> {
  const paymentId = await deeds[outcome](deed);
  const event = await deliveredEvent(deed.stripe, outcome, ({ id }) => id === paymentId);
  return { paymentId, eventId: event.id };
}

const deeds = {
  async succeeded(deed: Deed): Promise<string> {
    return (await create(deed, { confirm: true, payment_method: 'pm_card_visa' })).id;
  },
  async failed(deed: Deed): Promise<string> {
    try {
      await create(deed, { confirm: true, payment_method: 'pm_card_visa_chargeDeclined' });
    } catch (error) {
      const intent = error instanceof Stripe.errors.StripeCardError && error.payment_intent;
      if (intent) return intent.id;
      throw error;
    }
    throw new Error('The provider took the money of a card that it should have declined');
  },
  async canceled(deed: Deed): Promise<string> {
    const { id } = await create(deed);
    return (await deed.stripe.paymentIntents.cancel(id)).id;
  },
};

function create(
  deed: Deed,
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<Stripe.PaymentIntent> {
  const { stripe, orderId, amount, currency } = deed;
  return stripe.paymentIntents.create({
    amount,
    currency: currency.toLowerCase(),
    // Without it Stripe asks for a page to come back to from other payment methods than cards.
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    metadata: { order_id: orderId },
    ...more,
  });
}

/** How far back to look for an order's payments: Stripe's lists have no filter by metadata. */
const newestPayments = 1000;

/**
 * Gives back all that came for an order, or `amount` of each payment, and waits until the events are delivered. Finds the
 * payments by their metadata; none when the provider knows no payment of the order that succeeded.
 */
export async function refundAtProvider(stripe: Stripe, orderId: string, amount?: number): Promise<Result[]> {
  const payments = await stripe.paymentIntents
    .list({ limit: 100 })
    .autoPagingToArray({ limit: newestPayments });
  const paid = payments.filter(
    ({ status, metadata }) => status === 'succeeded' && metadata['order_id'] === orderId,
  );
  const results: Result[] = [];
  for (const { id } of paid) results.push(await refundOne(stripe, id, amount));
  return results;
}

async function refundOne(stripe: Stripe, paymentId: string, amount: number | undefined): Promise<Result> {
  const asked = { payment_intent: paymentId, ...(amount !== undefined && { amount }) };
  try {
    const { charge } = await stripe.refunds.create(asked);
    if (typeof charge !== 'string') throw new Error(`The refund of ${paymentId} names no charge`);
    const { amount_refunded: sum } = await stripe.charges.retrieve(charge);
    const tellsIt: Match = ({ id, amount_refunded: told }) => id === charge && told === sum;
    return { paymentId, eventId: (await deliveredEvent(stripe, 'refunded', tellsIt)).id };
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError && error.code === 'charge_already_refunded')
      return { paymentId };
    throw error;
  }
}

/** What is looked at of an event's object, a payment intent or a charge. */
type Match = (object: { object: string; id?: string; amount_refunded?: number }) => boolean;

/** The newest event of an outcome that matches, once no webhook endpoint lacks it. */
async function deliveredEvent(stripe: Stripe, outcome: Outcome, matches: Match): Promise<Stripe.Event> {
  const type = eventTypes[outcome];
  const deadline = Date.now() + patience;
  for (;;) {
    const { data } = await stripe.events.list({ type, limit: 100 });
    const event = data.find(({ data: { object } }) => matches(object));
    if (event?.pending_webhooks === 0) return event;
    if (Date.now() > deadline) {
      const waited = `after ${patience / 1000} s; does the system answer at /webhooks/payments?`;
      throw new Error(
        event ? `The provider could not deliver ${type} ${event.id} ${waited}` : `No ${type} ${waited}`,
      );
    }
    await delay(100);
  }
}
