import { createHmac } from 'node:crypto';

/** An order whose execution waits for its payment. The amount is in minor units, the currency in ISO 4217. */
export interface WaitingOrder {
  orderId: string;
  amount: number;
  currency: string;
}

/** What all event ids of a run begin with. */
export const eventPrefix = (runId: string) => `evt_${runId}_`;

/** The id of a run's event by its number: the run's rows are found in the ledger by it. */
export const eventId = (runId: string, number: number) => `${eventPrefix(runId)}${number}`;

/** The number of an event of the run by its id; undefined for what is not of this run. */
export function eventNumber(runId: string, id: string): number | undefined {
  const number = id.startsWith(eventPrefix(runId)) ? id.slice(eventPrefix(runId).length) : '';
  return /^\d+$/.test(number) ? Number(number) : undefined;
}

interface Facts {
  id: string;
  /** The order that the payment is for, if any. */
  order?: WaitingOrder | undefined;
}

/** A payment that succeeded: it pays its order and wakes the execution that waits. */
export const paymentBody = (facts: Facts & { order: WaitingOrder }) =>
  body(facts, 'payment_intent.succeeded', facts.order.amount);

/** An attempt to pay that failed: it is recorded, and the order goes on waiting. */
export const attemptBody = (facts: Facts) => body(facts, 'payment_intent.payment_failed', 0);

/** Bodies that no worker can handle, however often it tries; their ids are to be found in the dead letters. */
export const poisonBodies: readonly ((facts: Facts) => string)[] = [
  // No event at all.
  ({ id }) => JSON.stringify({ id, hello: 'world' }),
  // An event whose amount is no whole number of minor units.
  (facts) => body(facts, 'payment_intent.succeeded', 12.5),
  // An event that is right by its shape, and that PostgreSQL refuses: no text of it may hold a NUL.
  (facts) => body(facts, 'payment_intent.payment_failed\0', 0),
];

/** The body of a payment event in Stripe's wire format: https://docs.stripe.com/api/events/object */
function body({ id, order }: Facts, type: string, received: number): string {
  return JSON.stringify({
    id,
    object: 'event',
    livemode: false,
    type,
    data: {
      object: {
        id: `pi_${order?.orderId ?? id}`,
        object: 'payment_intent',
        amount: order?.amount ?? 1999,
        amount_received: received,
        currency: (order?.currency ?? 'EUR').toLowerCase(),
        metadata: order ? { order_id: order.orderId } : {},
      },
    },
  });
}

/**
 * The `Stripe-Signature` header of a body: https://docs.stripe.com/webhooks/signature. Our own, without the package, so
 * that Artillery's machines need no packages either. `timestamp` is in epoch seconds.
 */
export function signatureOf(payload: string | Buffer, secret: string, timestamp: number): string {
  const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(payload).digest('hex');
  return `t=${timestamp},v1=${signature}`;
}
