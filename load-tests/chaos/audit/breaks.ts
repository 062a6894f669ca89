import type { OrderRow, Snapshot } from '../snapshot.ts';
import { goodSnapshot } from '../testing.ts';
import type { Count } from './rule.ts';

/** The good snapshot with one order changed. */
export function withOrder(orderId: string, change: Partial<OrderRow>): Partial<Snapshot> {
  const changed = (order: OrderRow) => (order.orderId === orderId ? { ...order, ...change } : order);
  return { orders: goodSnapshot.orders.map(changed) };
}

export const timelineOf = (orderId: string) =>
  goodSnapshot.orders.find((order) => order.orderId === orderId)?.timeline ?? [];

const without = <Row extends object>(rows: readonly Row[], key: keyof Row, value: unknown): Row[] =>
  rows.filter((row) => row[key] !== value);

export interface Break {
  /** The safeguard that is broken. */
  safeguard: string;
  /** What the stores hold then. */
  change: Partial<Snapshot>;
  count: Count;
  says: string;
}

const { checkouts, orders, keys, events, inbox, entries, shipments, payments, reservations } = goodSnapshot;
const [soldEntry] = entries;
const lateWake = timelineOf('unpaid').map((entry, index) => ({
  ...entry,
  at: new Date(Date.parse(entry.at) + (index === 3 ? 60_000 : 0)).toISOString(),
}));

/** Each safeguard, and what the stores would say without it. */
export const breaks: readonly Break[] = [
  {
    safeguard: 'the order is written before it is accepted',
    change: { orders: without(orders, 'orderId', 'unpaid'), keys: without(keys, 'orderId', 'unpaid') },
    count: 'lost',
    says: '1 accepted orders are in no table: unpaid',
  },
  {
    safeguard: 'the price of the order is the price that was told',
    change: withOrder('unpaid', { total: { amount: 1, currency: 'EUR' } }),
    count: 'lost',
    says: 'orders do not cost what their customers were told: unpaid',
  },
  {
    safeguard: 'the condition on a new idempotency key',
    change: { checkouts: [...checkouts, { ...checkouts[0], orderId: 'unpaid' } as never] },
    count: 'duplicateEffects',
    says: '1 checkouts became more than one order: C-10001 key-1',
  },
  {
    safeguard: 'the customer in an idempotency key',
    change: { checkouts: [...checkouts, { ...checkouts[0], customerId: 'C-10003' } as never] },
    count: 'duplicateEffects',
    says: '1 orders were told to more than one checkout: sold',
  },
  {
    safeguard: 'the transaction of order and key: the key is missing',
    change: { keys: without(keys, 'orderId', 'sold') },
    count: 'duplicateEffects',
    says: 'nobody asked for them: sold',
  },
  {
    safeguard: 'the transaction of order and key: the order is missing',
    change: { keys: [...keys, { orderId: 'gone' }] },
    count: 'lost',
    says: '1 idempotency keys are complete and have no order: gone',
  },
  {
    safeguard: 'the condition on the status before',
    change: withOrder('sold', { timeline: timelineOf('sold').filter(({ status }) => status !== 'PAID') }),
    count: 'duplicateEffects',
    says: 'orders took a status twice, or one that they may not take: sold (PENDING RESERVED AWAITING_PAYMENT SHIPPING',
  },
  {
    safeguard: 'the patience of the workflow with a legacy API that is away',
    change: { expected: [{ orderId: 'refused', ends: ['COMPLETED'], meets: 'legacy-500' }] },
    count: 'lost',
    says: 'refused (REFUNDED, not COMPLETED: The shipment was refused; met legacy-500)',
  },
  {
    safeguard: 'the sweep of lost starts',
    change: {
      ...withOrder('unpaid', { status: 'PENDING', timeline: timelineOf('unpaid').slice(0, 1) }),
      executions: without(goodSnapshot.executions, 'orderId', 'unpaid'),
    },
    count: 'stuck',
    says: '1 orders are at no end, and nothing takes them there: unpaid (PENDING, execution not started)',
  },
  {
    safeguard: 'the retries of the workflow',
    change: { executions: [{ orderId: 'sold', status: 'FAILED' }] },
    count: 'stuck',
    says: '1 executions failed: their orders are half done: sold (FAILED)',
  },
  {
    safeguard: 'the transaction of stock and reservation: pieces vanish',
    change: { stock: [{ sku: 'MUG', available: 7, reserved: 0, sold: 2 }] },
    count: 'oversold',
    says: '1 products have more or fewer pieces than there were: MUG (9 of 10)',
  },
  {
    safeguard: 'the condition on the stock',
    change: { stock: [{ sku: 'MUG', available: -1, reserved: 0, sold: 11 }] },
    count: 'oversold',
    says: '1 products have a count below zero: MUG',
  },
  {
    safeguard: 'the transaction of stock and reservation: pieces are sold twice',
    change: { stock: [{ sku: 'MUG', available: 6, reserved: 0, sold: 4 }] },
    count: 'oversold',
    says: 'MUG (0 reserved and 4 sold, its orders say 0 and 2)',
  },
  {
    safeguard: 'the compensation ReleaseStock',
    change: {
      stock: [{ sku: 'MUG', available: 6, reserved: 2, sold: 2 }],
      reservations: reservations.map((row) =>
        row.orderId === 'unpaid' ? { ...row, state: 'reserved' } : row,
      ),
    },
    count: 'oversold',
    says: 'lack what they bought: unpaid (CANCELLED, stock reserved)',
  },
  {
    safeguard: 'the payment that pays is the whole price',
    change: { payments: payments.map((row) => ({ ...row, received: 1999 })) },
    count: 'moneyMismatch',
    says: '1 orders are COMPLETED, and the provider holds something else than their price: sold (1999 held of 2000)',
  },
  {
    safeguard: 'money beats cancellation',
    change: { payments: [...payments, { paymentId: 'pi_2', orderId: 'unpaid', received: 5, refunds: [] }] },
    count: 'moneyMismatch',
    says: 'no money came, and money came: unpaid (5 came)',
  },
  {
    safeguard: 'the compensation RefundPayment',
    change: { payments: payments.map((row) => ({ ...row, refunds: [] })) },
    count: 'moneyMismatch',
    says: '1 orders are REFUNDED, and not all of what came went back: refused (2000 came, 2000 held)',
  },
  {
    safeguard: 'the refund’s idempotency key',
    change: {
      payments: payments.map((row) => ({ ...row, refunds: [...row.refunds, ...row.refunds] })),
    },
    count: 'duplicateEffects',
    says: '1 payments were given back more than once: pi_refused',
  },
  {
    safeguard: 'the booking of a payment',
    change: { entries: without(entries, 'eventId', 'evt_sold') },
    count: 'moneyMismatch',
    says: 'the ledger says something else than the provider: sold (0 in the ledger, 2000 held)',
  },
  {
    safeguard: 'double entry',
    change: { entries: entries.map((entry) => (entry === soldEntry ? { ...entry, amount: 1 } : entry)) },
    count: 'moneyMismatch',
    says: '1 bookings do not balance: received:pi_sold',
  },
  {
    safeguard: 'the payment that pays is written down before anybody hears of it',
    change: { waits: [{ orderId: 'sold', paid: { paymentId: 'pi_other' } }] },
    count: 'moneyMismatch',
    says: '1 completed orders are paid by another payment than the one that was kept: sold',
  },
  {
    safeguard: 'the message stays in the queue until it is done',
    change: { inbox: without(inbox, 'eventId', 'evt_back') },
    count: 'lost',
    says: '1 accepted events are neither in the ledger nor among the dead letters: evt_back',
  },
  {
    safeguard: 'the dead-letter queue',
    change: { deadLetters: [] },
    count: 'lost',
    says: '1 accepted events are neither in the ledger nor among the dead letters: evt_poison',
  },
  {
    safeguard: 'the error in the worker’s log',
    change: { deadLetters: [{ queue: 'refunds', paymentId: 'pi_sold' }, ...goodSnapshot.deadLetters] },
    count: 'lost',
    says: '1 dead letters have no reason: pi_sold (refunds)',
  },
  {
    safeguard: 'the transaction of inbox and entries',
    change: { entries: without(entries, 'eventId', 'evt_sold') },
    count: 'lost',
    says: '1 payments are recorded and not booked: evt_sold',
  },
  {
    safeguard: 'the event is recorded as it came',
    change: { inbox: inbox.map((row) => ({ ...row, orderId: 'sold' })) },
    count: 'lost',
    says: '2 events are recorded for another order or payment than they name: evt_refused, evt_back',
  },
  {
    safeguard: 'the key of the inbox',
    change: { inbox: [...inbox, ...inbox.slice(0, 1)] },
    count: 'duplicateEffects',
    says: '1 events are recorded more than once: evt_sold',
  },
  {
    safeguard: 'the key of a booking',
    change: { entries: [...entries, ...entries.slice(0, 2)] },
    count: 'duplicateEffects',
    says: '2 bookings were made more than once: received:pi_sold provider_balance',
  },
  {
    safeguard: 'the signature',
    change: { events: without(events, 'id', 'evt_back') },
    count: 'duplicateEffects',
    says: '1 events are recorded that the provider never sent: evt_back',
  },
  {
    safeguard: 'the pollers of the queue',
    change: { queued: { webhook: 3, refunds: 0 } },
    count: 'stuck',
    says: '1 queues are not empty: webhook (3 messages)',
  },
  {
    safeguard: 'the wake',
    change: {
      ...withOrder('unpaid', { timeline: lateWake }),
      inbox: [...inbox, { ...inbox[0], eventId: 'evt_2', orderId: 'unpaid', paymentId: 'pi_2' } as never],
      entries: [...entries, { ...soldEntry, eventId: 'evt_2', orderId: 'unpaid' } as never],
    },
    count: 'stuck',
    says: '1 orders went on waiting for 30 s for money that was in the books: unpaid',
  },
  {
    safeguard: 'the booking of a shipment',
    change: { shipments: without(shipments, 'orderId', 'sold') },
    count: 'lost',
    says: '1 completed orders have no shipment of all that was ordered: sold',
  },
  {
    safeguard: 'the key of a shipment',
    change: { shipments: [...shipments, ...shipments] },
    count: 'duplicateEffects',
    says: '1 orders have more than one shipment: sold',
  },
  {
    safeguard: 'the compensation CancelShipment',
    change: {
      shipments: shipments.map((row) => ({ ...row, lines: shipments[0]?.lines ?? null, isCancelled: false })),
    },
    count: 'duplicateEffects',
    says: '1 orders are shipped that were given up: refused (REFUNDED)',
  },
  {
    safeguard: 'who may book shipments',
    change: { shipments: shipments.map((row) => ({ ...row, orderId: `${row.orderId}-2` })) },
    count: 'duplicateEffects',
    says: '1 shipments belong to no order: sold-2',
  },
];
