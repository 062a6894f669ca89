import type { PriceRequest, PriceResponse } from '../pricing/contract.ts';
import { CodedError } from '../shared/errors.ts';
import type { Money } from '../shared/money.ts';
import { logger } from '../shared/observability.ts';
import { checkExpectedPrices } from './expected-prices.ts';
import { orderOfKey } from './idempotency.ts';
import type { Claim, keyTable } from './key-table.ts';
import { newOrderId, placedOrder, type StoredOrder } from './order.ts';
import { hashOf, type OrderRequest } from './order-request.ts';
import type { orderTable } from './order-table.ts';

/** What placing an order needs of the world. */
export interface Ports {
  orders: ReturnType<typeof orderTable>;
  keys: ReturnType<typeof keyTable>;
  price(request: PriceRequest): Promise<PriceResponse>;
  start(order: StoredOrder): Promise<unknown>;
}

export interface OrderPlacement {
  customerId: string;
  key: string;
  correlationId: string;
  request: OrderRequest;
  /** Epoch milliseconds. */
  now: number;
  /** Epoch milliseconds: when this attempt cannot be running any more. */
  leaseUntil: number;
}

/**
 * Places an order once per customer and key, however often it is asked: claim the key, price, write the order together
 * with the key, start fulfilment. The same request again gets the same order, and another start while it is PENDING.
 */
export async function placeOrder(ports: Ports, placement: OrderPlacement) {
  const { customerId, key, request, now, leaseUntil } = placement;
  const claim: Claim = { customerId, key, hash: hashOf(request), orderId: newOrderId(), now, leaseUntil };
  const isNew = await ports.keys.claim(claim);
  const order = isNew ? await writeOrder(ports, placement, claim) : await orderBefore(ports, claim);
  if (order.status === 'PENDING') await startOrLeaveToSweep(ports, order);
  return { order, isNew };
}

async function writeOrder(ports: Ports, placement: OrderPlacement, claim: Claim): Promise<StoredOrder> {
  const order = await priced(ports, placement, claim.orderId).catch(async (error: unknown) => {
    await release(ports, claim);
    throw error;
  });
  await ports.orders.place(order, claim);
  return order;
}

/** Never hides why the order failed: a claim that stays ends with its lease. */
async function release(ports: Ports, claim: Claim): Promise<void> {
  try {
    await ports.keys.release(claim);
  } catch (error) {
    logger.warn('Idempotency key stays claimed until its lease ends', { error: error as Error });
  }
}

async function priced(ports: Ports, placement: OrderPlacement, orderId: string): Promise<StoredOrder> {
  const { customerId, correlationId, request, now } = placement;
  const { coupon, shipTo } = request;
  const lines = request.lines.map(({ sku, quantity }) => ({ sku, quantity }));
  const answer = await ports.price({ lines, coupon, country: shipTo.country, correlationId });
  if (!answer.ok) throw new CodedError(answer.error.code, answer.error.detail);
  checkExpectedPrices(request.lines, answer.quote.lines);
  checkTotal(answer.quote.total);
  const at = new Date(now).toISOString();
  return placedOrder({ orderId, customerId, correlationId, request, at }, answer.quote);
}

/** Stripe takes amounts of at most eight digits. https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const highestTotal = 99_999_999;

function checkTotal({ amount, currency }: Money): void {
  if (amount <= highestTotal) return;
  throw new CodedError(
    'order_too_large',
    `It costs ${amount} minor units of ${currency}, at most ${highestTotal} can be paid at once: split it up`,
  );
}

async function orderBefore(ports: Ports, claim: Claim): Promise<StoredOrder> {
  const orderId = orderOfKey(await ports.keys.find(claim), claim.hash);
  const order = await ports.orders.find(orderId);
  if (!order) throw new Error(`Order ${orderId} is missing although its idempotency key is complete`);
  return order;
}

/** The order is written, so it is accepted: when its start fails, the sweep starts it a minute later. */
async function startOrLeaveToSweep(ports: Ports, order: StoredOrder): Promise<void> {
  try {
    await ports.start(order);
  } catch (error) {
    logger.error('Fulfilment did not start: left to the sweep', {
      orderId: order.orderId,
      error: error as Error,
    });
  }
}
