import * as z from 'zod';
import type { RouteContracts } from '../shared/route-contract.ts';
import { priceChangesSchema } from './expected-prices.ts';
import { idempotencyKeySchema } from './idempotency.ts';
import { orderSchema } from './order.ts';
import { orderRequestSchema } from './order-request.ts';
import { historyQuerySchema, orderHistorySchema } from './past-order.ts';

/** What the routes of orders take and answer. */
export const orderRoutes = {
  'POST /orders': {
    summary: 'Orders products; with the key of an order before, answers that one',
    headers: z.object({ 'idempotency-key': idempotencyKeySchema }),
    body: orderRequestSchema,
    answers: { 202: { description: 'The order is accepted', body: orderSchema, headers: ['location'] } },
    errors: [
      'missing_idempotency_key',
      'invalid_request',
      'forbidden',
      'request_in_progress',
      'price_changed',
      'idempotency_key_reused',
      'unknown_sku',
      'unknown_coupon',
      'order_too_large',
      'unsupported_customer',
      'unsupported_destination',
      'pricing_failed',
      'pricing_busy',
      'pricing_timeout',
    ],
    members: { price_changed: priceChangesSchema },
  },
  'GET /orders/{orderId}': {
    summary: 'Shows an order to the customer whose it is',
    path: z.strictObject({ orderId: orderSchema.shape.orderId }),
    answers: { 200: { description: 'The order as it is now', body: orderSchema } },
    errors: ['forbidden', 'not_found'],
  },
  'GET /orders/history': {
    summary: 'Lists orders of the past, newest first',
    query: historyQuerySchema,
    answers: { 200: { description: 'The newest orders', body: orderHistorySchema } },
    errors: ['invalid_request', 'not_found'],
  },
} as const satisfies RouteContracts;
