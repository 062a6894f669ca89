/** The orders table holds orders and idempotency keys; their partition keys never meet. */
export const orderKey = (orderId: string) => `ORDER#${orderId}`;

/** The order of an order's partition key. */
export const orderIdOf = (key: string) => key.slice(orderKey('').length);

/** The customer id is escaped: a `#` in it must not let one customer's key read as another's. */
export const idempotencyKey = (customerId: string, key: string) =>
  `KEY#${encodeURIComponent(customerId)}#${key}`;
