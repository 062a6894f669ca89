/**
 * Which statuses an order may come from when it takes a status. What is not listed is refused.
 *
 * CANCELLED means that no money ever came. Where money came, an order that is given up becomes REFUND_REQUESTED, and
 * REFUNDED when the payment provider confirms that the money went back.
 */
export const comesFrom = {
  PENDING: [],
  RESERVED: ['PENDING'],
  AWAITING_PAYMENT: ['RESERVED'],
  PAID: ['AWAITING_PAYMENT'],
  SHIPPING: ['PAID'],
  COMPLETED: ['SHIPPING'],
  CANCELLED: ['PENDING', 'RESERVED', 'AWAITING_PAYMENT'],
  /** From the first two: the money came before the order waited for it. From CANCELLED: it came after. */
  REFUND_REQUESTED: ['PENDING', 'RESERVED', 'AWAITING_PAYMENT', 'PAID', 'SHIPPING', 'CANCELLED'],
  /** Without a request: somebody gave the money back in the provider's dashboard. */
  REFUNDED: ['REFUND_REQUESTED', 'AWAITING_PAYMENT', 'PAID', 'SHIPPING', 'COMPLETED'],
} as const satisfies Record<string, readonly string[]>;

export type OrderStatus = keyof typeof comesFrom;

/** Statuses that say more than an end that is reported late: an order that has one of them keeps it. */
export const overtakenBy: { readonly [late in OrderStatus]?: readonly OrderStatus[] } = {
  CANCELLED: ['REFUND_REQUESTED', 'REFUNDED'],
  REFUND_REQUESTED: ['REFUNDED'],
};

/** One step of an order's life; `at` is an ISO 8601 instant in UTC. */
export interface TimelineEntry {
  status: OrderStatus;
  at: string;
}

/** An order was asked to take a status that it cannot take from where it is (or it does not exist). Not worth a retry. */
export class OrderTransitionRefused extends Error {
  override readonly name = 'OrderTransitionRefused';
}
