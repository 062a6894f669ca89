import { randomUUID } from 'node:crypto';
import { type ApiClient, type ApiResponse, expectStatus } from '../api.ts';
import { assertEqual, type Cast, eventually } from './cast.ts';

/** An amount in minor units of an ISO 4217 currency. */
export interface Money {
  amount: number;
  currency: string;
}

/** What a story reads of an order as the API shows it. */
export interface Order {
  orderId: string;
  status: string;
  reason?: string;
  lines: { sku: string; unitPrice: Money }[];
  total: Money;
  timeline: { status: string; at: string }[];
}

/** What a customer asks for. */
export interface Wish {
  lines: { sku: string; quantity: number; expectedUnitPrice?: Money }[];
  shipTo?: { country: string; postalCode: string };
}

/** Asks for an order, to Berlin unless it says otherwise; under a new key unless one is given. */
export function askForOrder<Answer = Order>(
  customer: ApiClient,
  wish: Wish,
  key: string = randomUUID(),
): Promise<ApiResponse<Answer>> {
  const body = { shipTo: { country: 'DE', postalCode: '10115' }, ...wish };
  return customer.request<Answer>('POST', '/orders', { body, headers: { 'idempotency-key': key } });
}

/** Places an order that must be taken, as the customer of the cast unless another one is given. */
export async function placeOrder(cast: Cast, wish: Wish, customer = cast.customer): Promise<Order> {
  const response = await askForOrder(customer, wish);
  const order = expectStatus(response, 202);
  cast.narrator.step(
    `POST /orders: 202, ${order.orderId}, ${answeredBy(response, 'orders')}, ${inWords(order.total)} (internal API)`,
  );
  return order;
}

/** Polls the order as its customer would until it has one of the statuses. */
export function reaches(
  cast: Cast,
  { orderId }: Order,
  wanted: string | string[],
  customer = cast.customer,
): Promise<Order> {
  const statuses = [wanted].flat();
  return eventually(
    cast,
    async () => expectStatus(await customer.request<Order>('GET', `/orders/${orderId}`), 200),
    ({ status }) => statuses.includes(status),
    ({ status }) => `${orderId} is ${status}; expected ${statuses.join(' or ')}`,
  );
}

/** When the order took a status, in milliseconds of the epoch. */
export function tookAt({ orderId, timeline }: Order, status: string): number {
  const entry = timeline.find((each) => each.status === status);
  if (!entry) throw new Error(`${orderId} was never ${status}`);
  return Date.parse(entry.at);
}

/** Remarks when the order took each of its statuses, counted from the first. */
export function tellTimeline({ narrator }: Cast, { timeline }: Order): void {
  const start = Date.parse(timeline[0]?.at ?? '');
  const steps = timeline.map(({ status, at }) => `${status} +${Date.parse(at) - start} ms`);
  narrator.note(steps.join(' → '));
}

/** Says who answered, and fails when it was somebody else. */
export function answeredBy({ servedBy }: ApiResponse<unknown>, expected: string): string {
  assertEqual('x-served-by', servedBy, expected);
  return `served by ${servedBy}`;
}

/** Such as `19.99 EUR`; for currencies with two decimals, as all in these stories. */
export const inWords = ({ amount, currency }: Money): string => `${(amount / 100).toFixed(2)} ${currency}`;
