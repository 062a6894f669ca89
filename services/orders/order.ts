import { randomUUID } from 'node:crypto';
import { CodedError } from '../shared/errors.ts';
import type { Money } from '../shared/money.ts';
import type { OrderToFulfil } from './contract.ts';
import type { OrderRequest } from './order-request.ts';
import type { OrderStatus, TimelineEntry } from './status.ts';

/** A product as it was ordered: the price is the one of that moment. */
export interface OrderLine {
  sku: string;
  name: string;
  quantity: number;
  unitPrice: Money;
  lineTotal: Money;
}

/** What an order costs. Always: total = subtotal − discount + tax. */
export interface PricedOrder {
  lines: OrderLine[];
  subtotal: Money;
  discount: Money;
  tax: Money;
  total: Money;
}

/** An order as its customer sees it. */
export interface Order extends PricedOrder {
  orderId: string;
  status: OrderStatus;
  customerId: string;
  shipTo: OrderRequest['shipTo'];
  coupon?: string;
  timeline: TimelineEntry[];
  /** Why the order left the good path. */
  reason?: string;
  /** ISO 8601 instant in UTC. */
  createdAt: string;
}

/** An order with the id that follows it through every log, queue and service. */
export interface StoredOrder extends Order {
  correlationId: string;
}

export const newOrderId = () => `ord_${randomUUID().replaceAll('-', '')}`;

/** What cannot be an order id need not be looked up. */
export const isOrderId = (text: string) => /^ord_[0-9a-f]{32}$/.test(text);

/** What every part of the system can carry as a customer's id, HTTP headers included; Cognito allows more. */
const customerIdPattern = /^[\x21-\x7e]{1,128}$/;

/** A customer's id that an order may have, else `unsupported_customer`: better no order than a paid one that cannot be shipped. */
export function checkCustomerId(customerId: string): string {
  if (customerIdPattern.test(customerId)) return customerId;
  throw new CodedError(
    'unsupported_customer',
    'A customer id is 1 to 128 visible ASCII characters: ask for a user name like that',
  );
}

/** Who orders what, and when. */
export interface Placement {
  orderId: string;
  customerId: string;
  correlationId: string;
  request: OrderRequest;
  /** ISO 8601 instant in UTC. */
  at: string;
}

/** The new order that a priced request becomes. */
export function placedOrder(placement: Placement, priced: PricedOrder): StoredOrder {
  const { orderId, customerId, correlationId, request, at } = placement;
  return {
    orderId,
    status: 'PENDING',
    customerId,
    ...priced,
    shipTo: request.shipTo,
    ...(request.coupon !== undefined && { coupon: request.coupon }),
    timeline: [{ status: 'PENDING', at }],
    createdAt: at,
    correlationId,
  };
}

/** What fulfilment starts with. Only from what never changes, so that starting twice asks for the same execution. */
export function toFulfil(order: StoredOrder): OrderToFulfil {
  return {
    orderId: order.orderId,
    customerId: order.customerId,
    correlationId: order.correlationId,
    lines: order.lines.map(({ sku, quantity }) => ({ sku, quantity })),
    total: order.total,
    shipTo: order.shipTo,
  };
}

/** What the customer sees of an order: named one by one, so that nothing else that is stored leaks. */
export function toPublic(order: StoredOrder): Order {
  const { orderId, status, customerId, lines, subtotal, discount, tax, total } = order;
  const { shipTo, coupon, timeline, reason, createdAt } = order;
  return {
    orderId,
    status,
    customerId,
    lines,
    subtotal,
    discount,
    tax,
    total,
    shipTo,
    coupon,
    timeline,
    reason,
    createdAt,
  };
}
