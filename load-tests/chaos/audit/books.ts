import type { OrderRow, PaymentRow, Snapshot } from '../snapshot.ts';

const ends = ['COMPLETED', 'CANCELLED', 'REFUNDED'];

/** A snapshot with what is looked up in it. */
export class Books {
  readonly snapshot: Snapshot;
  readonly orders: ReadonlyMap<string, OrderRow>;
  /** By order id; payments of no order under ''. */
  readonly payments: ReadonlyMap<string, PaymentRow[]>;
  readonly #executions: ReadonlyMap<string, string>;

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
    this.orders = new Map(snapshot.orders.map((order) => [order.orderId, order]));
    this.payments = Map.groupBy(snapshot.payments, ({ orderId = '' }) => orderId);
    this.#executions = new Map(snapshot.executions.map(({ orderId, status }) => [orderId, status]));
  }

  paymentsOf = (orderId: string): readonly PaymentRow[] => this.payments.get(orderId) ?? [];

  /** What the provider holds for an order, in minor units. */
  heldFor = (orderId: string): number => sum(this.paymentsOf(orderId).map(heldOf));

  /** What became of the order's execution; undefined when there is none, or Step Functions has forgotten it. */
  executionOf = (orderId: string): string | undefined => this.#executions.get(orderId);

  /** Whether an order is where it stays, or something that works will take it further. */
  isOnItsWay(order: OrderRow): boolean {
    if (isAtEnd(order)) return false;
    if (this.executionOf(order.orderId) === 'RUNNING') return true;
    return order.status === 'REFUND_REQUESTED' && this.snapshot.queued.refunds > 0;
  }
}

export const isAtEnd = ({ status }: OrderRow): boolean => ends.includes(status);

/** Whether an order ever had the status. */
export const everWas = ({ timeline }: OrderRow, status: string): boolean =>
  timeline.some((entry) => entry.status === status);

export const receivedFor = (payments: readonly PaymentRow[]): number =>
  sum(payments.map(({ received }) => received));

export const refundedOf = ({ refunds }: PaymentRow): number => sum(refunds.map(({ amount }) => amount));

export const heldOf = (payment: PaymentRow): number => payment.received - refundedOf(payment);

export const sum = (amounts: readonly number[]): number =>
  amounts.reduce((total, amount) => total + amount, 0);
