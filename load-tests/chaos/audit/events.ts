import type { OrderRow } from '../snapshot.ts';
import type { Books } from './books.ts';
import type { Rule } from './rule.ts';

/**
 * How long an order may wait on although its payment is in the books, in milliseconds. Longer than a worker takes that is
 * killed now and then.
 */
export const wakePatience = 30_000;
const tooLate = 'The payment did not come in time';

/** What holds for the provider's events. */
export const eventRules: readonly Rule[] = [
  {
    count: 'lost',
    wrong: 'accepted events are neither in the ledger nor among the dead letters',
    breaches({ snapshot: { events, inbox, deadLetters } }) {
      const kept = new Set([...inbox, ...deadLetters].map(({ eventId }) => eventId));
      return events.filter(({ id }) => !kept.has(id)).map(({ id, type }) => `${id} (${type})`);
    },
  },
  {
    count: 'lost',
    wrong: 'dead letters have no reason',
    breaches: ({ snapshot: { deadLetters } }) =>
      deadLetters
        .filter(({ reason }) => !reason)
        .map(({ queue, eventId, paymentId }) => `${eventId ?? paymentId ?? 'unknown'} (${queue})`),
  },
  {
    count: 'lost',
    wrong: 'payments are recorded and not booked',
    breaches({ snapshot: { inbox, entries } }) {
      const booked = new Set(entries.map(({ booking }) => booking));
      return inbox
        .filter(({ type, orderId }) => type === 'payment_intent.succeeded' && orderId !== null)
        .filter(({ paymentId }) => !booked.has(`received:${paymentId}`))
        .map(({ eventId }) => eventId);
    },
  },
  {
    count: 'lost',
    wrong: 'events are recorded for another order or payment than they name',
    breaches({ snapshot: { inbox, events } }) {
      const sent = new Map(events.map((event) => [event.id, event]));
      return inbox.flatMap(({ eventId, orderId, paymentId }) => {
        const event = sent.get(eventId);
        const isSame =
          event?.orderId === (orderId ?? undefined) && event?.paymentId === (paymentId ?? undefined);
        return event && !isSame ? [eventId] : [];
      });
    },
  },
  {
    count: 'duplicateEffects',
    wrong: 'events are recorded more than once',
    breaches: ({ snapshot: { inbox } }) => repeated(inbox.map(({ eventId }) => eventId)),
  },
  {
    count: 'duplicateEffects',
    wrong: 'bookings were made more than once',
    breaches: ({ snapshot: { entries } }) =>
      repeated(entries.map(({ booking, account }) => `${booking} ${account}`)),
  },
  {
    count: 'duplicateEffects',
    wrong: 'events are recorded that the provider never sent',
    breaches({ snapshot: { inbox, events } }) {
      const sent = new Set(events.map(({ id }) => id));
      return inbox.filter(({ eventId }) => !sent.has(eventId)).map(({ eventId }) => eventId);
    },
  },
  {
    count: 'stuck',
    wrong: 'queues are not empty',
    breaches: ({ snapshot: { queued } }) =>
      Object.entries(queued).flatMap(([queue, count]) => (count > 0 ? [`${queue} (${count} messages)`] : [])),
  },
  {
    count: 'stuck',
    wrong: `orders went on waiting for ${wakePatience / 1000} s for money that was in the books`,
    breaches: (books) => {
      const paidAt = paymentTimes(books);
      return books.snapshot.orders
        .filter((order) => waitedUntil(books, order) - waitedFrom(order, paidAt) > wakePatience)
        .map(({ orderId }) => orderId);
    },
  },
];

const repeated = (items: readonly string[]): string[] =>
  [...Map.groupBy(items, (item) => item)].filter(([, same]) => same.length > 1).map(([item]) => item);

/** When the ledger first held the price of each order, leaving out events that were dead letters meanwhile. */
function paymentTimes({ snapshot: { inbox, entries, deadLettered }, orders }: Books): Map<string, number> {
  const wasDead = new Set(deadLettered);
  const amounts = new Map(
    entries
      .filter(({ account }) => account === 'provider_balance')
      .map((entry) => [entry.eventId, entry.amount]),
  );
  const times = new Map<string, number>();
  for (const { eventId, orderId, recordedAt } of inbox) {
    const order = orders.get(orderId ?? '');
    if (!order || wasDead.has(eventId) || amounts.get(eventId) !== order.total.amount) continue;
    times.set(order.orderId, Math.min(recordedAt, times.get(order.orderId) ?? Infinity));
  }
  return times;
}

/** When there was an order that waits, and its money. */
const waitedFrom = (order: OrderRow, paidAt: ReadonlyMap<string, number>): number =>
  Math.max(timeOf(order, 'AWAITING_PAYMENT') ?? Infinity, paidAt.get(order.orderId) ?? Infinity);

/** When an order gave up waiting for money; now, if it still waits. */
function waitedUntil({ snapshot: { takenAt } }: Books, order: OrderRow): number {
  if (order.status === 'AWAITING_PAYMENT') return takenAt;
  if (order.reason !== tooLate) return -Infinity;
  return timeOf(order, 'CANCELLED') ?? timeOf(order, 'REFUND_REQUESTED') ?? -Infinity;
}

function timeOf({ timeline }: OrderRow, wanted: string): number | undefined {
  const at = timeline.find(({ status }) => status === wanted)?.at;
  return at === undefined ? undefined : Date.parse(at);
}
