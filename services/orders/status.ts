/** Which statuses an order may come from when it takes a status. What is not listed is refused. */
export const comesFrom = {
  PENDING: [],
  RESERVED: ['PENDING'],
  AWAITING_PAYMENT: ['RESERVED'],
  PAID: ['AWAITING_PAYMENT'],
  SHIPPING: ['PAID'],
  COMPLETED: ['SHIPPING'],
  CANCELLED: ['PENDING', 'RESERVED', 'AWAITING_PAYMENT'],
  /** Also from CANCELLED: the money came after the order was given up. */
  REFUND_REQUESTED: ['AWAITING_PAYMENT', 'PAID', 'SHIPPING', 'CANCELLED'],
  REFUNDED: ['REFUND_REQUESTED'],
} as const satisfies Record<string, readonly string[]>;

export type OrderStatus = keyof typeof comesFrom;

/** One step of an order's life; `at` is an ISO 8601 instant in UTC. */
export interface TimelineEntry {
  status: OrderStatus;
  at: string;
}

/** An order was asked to take a status that it cannot take from where it is (or it does not exist). Not worth a retry. */
export class OrderTransitionRefused extends Error {
  override readonly name = 'OrderTransitionRefused';
}
