import type { OrderStatus } from '../../services/orders/status.ts';
import type { OrderRow, Snapshot } from './snapshot.ts';

const noon = Date.parse('2026-11-26T12:00:00.000Z');

/** The order went through these, a second after each other. */
const order = (orderId: string, ...statuses: OrderStatus[]): OrderRow => ({
  orderId,
  customerId: 'C-10001',
  status: statuses.at(-1) ?? 'PENDING',
  timeline: statuses.map((status, index) => ({ status, at: new Date(noon + 1000 * index).toISOString() })),
  lines: [{ sku: 'MUG', quantity: 2 }],
  total: { amount: 2000, currency: 'EUR' },
});

const booking = (eventId: string, name: string, orderId: string, amount: number) => [
  { eventId, booking: name, account: 'provider_balance', orderId, amount },
  { eventId, booking: name, account: 'customer_payments', orderId, amount: -amount },
];

const recorded = (eventId: string, type: string, orderId: string, paymentId: string, second: number) => ({
  ...{ eventId, type, orderId, paymentId },
  recordedAt: noon + 1000 * second,
});

/**
 * What a run left that kept every promise: an order that is COMPLETED, one that is CANCELLED, one that is REFUNDED after a
 * shipment was refused, and an event that no worker could handle.
 */
export const goodSnapshot: Snapshot = {
  takenAt: noon + 60_000,
  checkouts: [
    { customerId: 'C-10001', key: 'key-1', orderId: 'sold', amount: 2000 },
    { customerId: 'C-10001', key: 'key-2', orderId: 'unpaid', amount: 2000 },
    { customerId: 'C-10002', key: 'key-1', orderId: 'refused', amount: 2000 },
  ],
  expected: [
    { orderId: 'sold', ends: ['COMPLETED'] },
    { orderId: 'unpaid', ends: ['CANCELLED'] },
    { orderId: 'refused', ends: ['REFUNDED'] },
  ],
  events: [
    { id: 'evt_sold', type: 'payment_intent.succeeded', orderId: 'sold', paymentId: 'pi_sold' },
    { id: 'evt_refused', type: 'payment_intent.succeeded', orderId: 'refused', paymentId: 'pi_refused' },
    { id: 'evt_back', type: 'charge.refunded', orderId: 'refused', paymentId: 'pi_refused' },
    { id: 'evt_poison', type: 'charge.refunded' },
  ],
  deadLettered: [],
  initialStock: { MUG: 10 },
  orders: [
    order('sold', 'PENDING', 'RESERVED', 'AWAITING_PAYMENT', 'PAID', 'SHIPPING', 'COMPLETED'),
    {
      ...order('unpaid', 'PENDING', 'RESERVED', 'AWAITING_PAYMENT', 'CANCELLED'),
      reason: 'The payment did not come in time',
    },
    {
      ...order('refused', 'PENDING', 'RESERVED', 'AWAITING_PAYMENT', 'PAID', 'REFUND_REQUESTED', 'REFUNDED'),
      reason: 'The shipment was refused',
    },
  ],
  keys: [
    { orderId: 'sold' },
    { orderId: 'unpaid' },
    { orderId: 'refused' },
    { orderId: 'never', leaseUntil: 1 },
  ],
  stock: [{ sku: 'MUG', available: 8, reserved: 0, sold: 2 }],
  reservations: [
    { orderId: 'sold', state: 'sold', lines: [{ sku: 'MUG', quantity: 2 }] },
    { orderId: 'unpaid', state: 'released', lines: [{ sku: 'MUG', quantity: 2 }] },
    { orderId: 'refused', state: 'released', lines: [{ sku: 'MUG', quantity: 2 }] },
  ],
  waits: [{ orderId: 'sold', paid: { paymentId: 'pi_sold' } }],
  inbox: [
    recorded('evt_sold', 'payment_intent.succeeded', 'sold', 'pi_sold', 3),
    recorded('evt_refused', 'payment_intent.succeeded', 'refused', 'pi_refused', 3),
    recorded('evt_back', 'charge.refunded', 'refused', 'pi_refused', 5),
  ],
  entries: [
    ...booking('evt_sold', 'received:pi_sold', 'sold', 2000),
    ...booking('evt_refused', 'received:pi_refused', 'refused', 2000),
    ...booking('evt_back', 'refunded:pi_refused:2000', 'refused', -2000),
  ],
  shipments: [
    { orderId: 'sold', lines: [{ sku: 'MUG', quantity: 2 }], isCancelled: false },
    { orderId: 'refused', lines: null, isCancelled: true },
  ],
  executions: ['sold', 'unpaid', 'refused'].map((orderId) => ({ orderId, status: 'SUCCEEDED' })),
  queued: { webhook: 0, refunds: 0 },
  deadLetters: [{ queue: 'webhook', eventId: 'evt_poison', reason: 'ZodError: id is missing' }],
  payments: [
    { paymentId: 'pi_sold', orderId: 'sold', received: 2000, refunds: [] },
    {
      paymentId: 'pi_refused',
      orderId: 'refused',
      received: 2000,
      refunds: [{ amount: 2000, isOurs: true }],
    },
  ],
};
