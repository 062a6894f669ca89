import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { CodedError } from '../shared/errors.ts';
import { moneySchema } from '../shared/money.ts';
import type { OrderToFulfil } from './contract.ts';
import { type OrderRequest, orderRequestSchema } from './order-request.ts';
import { comesFrom, type OrderStatus } from './status.ts';

const orderIdPattern = /^ord_[0-9a-f]{32}$/;
const statusSchema = z.enum(Object.keys(comesFrom) as OrderStatus[]);

/** A product as it was ordered: the price is the one of that moment. */
export const orderLineSchema = z.strictObject({
  sku: z.string(),
  name: z.string(),
  quantity: z.int().min(1),
  unitPrice: moneySchema,
  lineTotal: moneySchema,
});
export type OrderLine = z.infer<typeof orderLineSchema>;

/** What an order costs. Always: total = subtotal − discount + tax. */
const pricedOrderSchema = z.strictObject({
  lines: z.array(orderLineSchema),
  subtotal: moneySchema,
  discount: moneySchema,
  tax: moneySchema,
  total: moneySchema,
});
export type PricedOrder = z.infer<typeof pricedOrderSchema>;

/** An order as its customer sees it. */
export const orderSchema = z
  .strictObject({
    orderId: z.string().regex(orderIdPattern),
    status: statusSchema,
    customerId: z.string(),
    ...pricedOrderSchema.shape,
    shipTo: orderRequestSchema.shape.shipTo,
    coupon: orderRequestSchema.shape.coupon,
    timeline: z.array(z.strictObject({ status: statusSchema, at: z.iso.datetime() })).min(1),
    reason: z.string().optional().describe('Why the order left the good path'),
    createdAt: z.iso.datetime(),
  })
  .meta({ title: 'Order' });
export type Order = z.infer<typeof orderSchema>;

/** An order with the id that follows it through every log, queue and service. */
export interface StoredOrder extends Order {
  correlationId: string;
}

export const newOrderId = () => `ord_${randomUUID().replaceAll('-', '')}`;

/** What cannot be an order id need not be looked up. */
export const isOrderId = (text: string) => orderIdPattern.test(text);

/** What every part of the system can carry as a customer's id, HTTP headers included; Cognito allows more. */
export const customerIdSchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'expected 1 to 128 visible ASCII characters');

/** A customer's id that an order may have, else `unsupported_customer`: better no order than a paid one that cannot be shipped. */
export function checkCustomerId(customerId: string): string {
  if (customerIdSchema.safeParse(customerId).success) return customerId;
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
