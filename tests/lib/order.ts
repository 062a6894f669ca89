import { randomUUID } from 'node:crypto';
import { type ApiClient, expectStatus } from '../../commands/lib/api.ts';

export interface Order {
  orderId: string;
  status: string;
  reason?: string;
  total: { amount: number; currency: string };
  timeline: { status: string; at: string }[];
}

/** A request for an order with all that is needed; `change` replaces parts of it. */
export const orderRequest = (sku: string, change: object = {}) => ({
  lines: [{ sku, quantity: 1 }],
  shipTo: { country: 'DE', postalCode: '10115' },
  ...change,
});

export async function placeOrder(customer: ApiClient, body: object): Promise<Order> {
  const headers = { 'idempotency-key': randomUUID() };
  return expectStatus(await customer.request<Order>('POST', '/orders', { body, headers }), 202);
}
