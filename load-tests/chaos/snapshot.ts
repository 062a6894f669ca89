import type { OrderStatus, TimelineEntry } from '../../services/orders/status.ts';
import type { Checkout } from './witness.ts';

/** An event that the provider signed and the webhook answered 202. */
export interface SentEvent {
  id: string;
  type: string;
  orderId?: string;
  paymentId?: string;
  /** No worker can handle it: it must be dead-lettered. */
  isPoison?: true;
}

/** How an order may end by what its customer and the provider did. */
export interface ExpectedEnd {
  orderId: string;
  /** The fault that it met. */
  meets?: string;
  ends: readonly OrderStatus[];
}

export interface OrderRow {
  orderId: string;
  customerId: string;
  status: OrderStatus;
  timeline: TimelineEntry[];
  reason?: string;
  lines: Line[];
  total: { amount: number; currency: string };
}

export interface Line {
  sku: string;
  quantity: number;
}

export interface KeyRow {
  orderId: string;
  /** Epoch milliseconds; absent once the order is written. */
  leaseUntil?: number;
}

export interface StockRow {
  sku: string;
  available: number;
  reserved: number;
  sold: number;
}

export interface ReservationRow {
  orderId: string;
  state: string;
  lines: Line[];
}

/** What the payments service remembers of an order's money. */
export interface WaitRow {
  orderId: string;
  paid?: { paymentId: string };
}

export interface InboxRow {
  eventId: string;
  type: string;
  orderId: string | null;
  paymentId: string | null;
  /** Epoch milliseconds. */
  recordedAt: number;
}

export interface EntryRow {
  eventId: string;
  booking: string;
  account: string;
  orderId: string;
  /** Minor units. */
  amount: number;
}

export interface ShipmentRow {
  orderId: string;
  /** Null for the mark of an order that was cancelled before a booking came. */
  lines: Line[] | null;
  isCancelled: boolean;
}

export interface ExecutionRow {
  orderId: string;
  status: string;
}

export interface DeadLetterRow {
  queue: 'webhook' | 'refunds';
  eventId?: string;
  paymentId?: string;
  /** The last error that was logged about it. */
  reason?: string;
}

/** A payment in the provider's own record. Amounts are in minor units. */
export interface PaymentRow {
  paymentId: string;
  orderId?: string;
  received: number;
  refunds: RefundRow[];
}

export interface RefundRow {
  amount: number;
  /** The system asked for it, not somebody in the provider's dashboard. */
  isOurs: boolean;
}

/** All that is known at the end of a run: what customers and the provider did, and what each store holds. */
export interface Snapshot {
  /** Epoch milliseconds. */
  takenAt: number;
  checkouts: readonly Checkout[];
  expected: readonly ExpectedEnd[];
  events: readonly SentEvent[];
  /** Ids of events that were dead letters at some time. */
  deadLettered: readonly string[];
  /** Pieces of each SKU that there were at first. */
  initialStock: Readonly<Record<string, number>>;
  orders: readonly OrderRow[];
  keys: readonly KeyRow[];
  stock: readonly StockRow[];
  reservations: readonly ReservationRow[];
  waits: readonly WaitRow[];
  inbox: readonly InboxRow[];
  entries: readonly EntryRow[];
  shipments: readonly ShipmentRow[];
  executions: readonly ExecutionRow[];
  /** Messages that wait or are worked on. */
  queued: { webhook: number; refunds: number };
  deadLetters: readonly DeadLetterRow[];
  payments: readonly PaymentRow[];
}
