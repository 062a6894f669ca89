import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startLocalAws } from '../shared/testing/local-aws.ts';
import { ordersTable } from '../shared/testing/tables.ts';
import { advanceOrder, findOrder, type OrderStatus, OrderTransitionRefused } from './contract.ts';
import { keyTable } from './key-table.ts';
import { newOrderId, placedOrder, type StoredOrder } from './order.ts';
import { orderTable } from './order-table.ts';
import { aPlacement, aQuote } from './testing/orders.ts';

const table = ordersTable.TableName;
let aws: Awaited<ReturnType<typeof startLocalAws>>;
let orderId: string;
let stored: () => Promise<StoredOrder | undefined>;
let minute = 0;

beforeAll(async () => {
  aws = await startLocalAws([ordersTable]);
});
afterAll(() => aws.stop());

beforeEach(async () => {
  orderId = newOrderId();
  const orders = orderTable(aws.documents, table);
  const claim = { customerId: 'C-10001', key: orderId, hash: 'h', orderId, now: 1, leaseUntil: 2 };
  await keyTable(aws.documents, table).claim(claim);
  await orders.place(placedOrder({ ...aPlacement, orderId }, aQuote), claim);
  stored = () => orders.find(orderId);
});

const goodPath = ['RESERVED', 'AWAITING_PAYMENT', 'PAID', 'SHIPPING', 'COMPLETED'] as const;
const advance = (to: OrderStatus, reason?: string) => {
  minute += 1;
  return advanceOrder(aws.documents, table, {
    orderId,
    to,
    at: new Date(minute * 60_000).toISOString(),
    reason,
  });
};
const takeTo = async (...statuses: OrderStatus[]) => {
  for (const status of statuses) await advance(status);
};

describe('an order that advances', () => {
  test('writes every status into its timeline, in order, to the end', async () => {
    await takeTo(...goodPath);
    const order = await stored();
    expect(order?.status).toBe('COMPLETED');
    expect(order?.timeline.map((entry) => entry.status)).toEqual(['PENDING', ...goodPath]);
    const instants = order?.timeline.slice(1).map((entry) => entry.at);
    expect(instants).toEqual([...(instants ?? [])].sort());
  });

  test('keeps the reason for leaving the good path', async () => {
    await advance('CANCELLED', 'out of stock');
    expect(await stored()).toMatchObject({ status: 'CANCELLED', reason: 'out of stock' });
  });

  test('is no longer among the pending ones', async () => {
    const pending = async () => {
      const found: string[] = [];
      for await (const page of orderTable(aws.documents, table).pendingBefore('9999'))
        found.push(...page.map((order) => order.orderId));
      return found;
    };
    expect(await pending()).toContain(orderId);
    await advance('RESERVED');
    expect(await pending()).not.toContain(orderId);
  });

  test('is not changed by a repeated task, not even when it is further by now', async () => {
    await takeTo('RESERVED', 'AWAITING_PAYMENT');
    const before = await stored();
    await takeTo('RESERVED', 'AWAITING_PAYMENT');
    expect(await stored()).toEqual(before);
  });

  test('takes a status once when several tasks report it at the same time', async () => {
    await Promise.all([advance('RESERVED'), advance('RESERVED'), advance('RESERVED')]);
    expect((await stored())?.timeline.map((entry) => entry.status)).toEqual(['PENDING', 'RESERVED']);
  });

  test.each<{ path: OrderStatus[]; why: string }>([
    { path: ['REFUND_REQUESTED'], why: 'the money came before its stock was reserved' },
    { path: ['CANCELLED', 'REFUND_REQUESTED'], why: 'the money came too late' },
    { path: [...goodPath.slice(0, 4), 'REFUND_REQUESTED'], why: 'it could not be shipped' },
    { path: [...goodPath.slice(0, 2)], why: 'somebody gave the money back while it waited' },
    { path: [...goodPath], why: 'somebody gave the money back after it was completed' },
  ])('is refunded after $path: $why', async ({ path }) => {
    await takeTo(...path, 'REFUNDED');
    expect((await stored())?.timeline.map((entry) => entry.status)).toEqual(['PENDING', ...path, 'REFUNDED']);
  });

  test.each<{ path: OrderStatus[]; late: OrderStatus }>([
    { path: ['RESERVED', 'REFUND_REQUESTED'], late: 'CANCELLED' },
    { path: ['RESERVED', 'REFUND_REQUESTED', 'REFUNDED'], late: 'CANCELLED' },
    { path: ['RESERVED', 'AWAITING_PAYMENT', 'REFUNDED'], late: 'CANCELLED' },
    { path: ['RESERVED', 'AWAITING_PAYMENT', 'REFUNDED'], late: 'REFUND_REQUESTED' },
  ])('keeps its end after $path when $late comes late, its reason too', async ({ path, late }) => {
    await takeTo(...path);
    const before = await stored();
    await advance(late, 'late');
    expect(await stored()).toEqual(before);
  });
});

test('the status of an order can be asked for; an order that does not exist has none', async () => {
  await advance('RESERVED');
  expect(await findOrder(aws.documents, table, orderId)).toMatchObject({ status: 'RESERVED' });
  expect(await findOrder(aws.documents, table, newOrderId())).toBeUndefined();
});

describe('what is refused', () => {
  test.each<{ path: OrderStatus[]; to: OrderStatus }>([
    { path: [], to: 'PAID' },
    { path: ['RESERVED', 'AWAITING_PAYMENT', 'PAID'], to: 'CANCELLED' },
    { path: ['CANCELLED'], to: 'RESERVED' },
    { path: ['CANCELLED'], to: 'COMPLETED' },
    { path: ['CANCELLED'], to: 'REFUNDED' },
    { path: ['RESERVED', 'AWAITING_PAYMENT', 'REFUNDED'], to: 'PAID' },
    { path: ['RESERVED', 'AWAITING_PAYMENT', 'PAID', 'REFUNDED'], to: 'SHIPPING' },
    { path: ['RESERVED', 'AWAITING_PAYMENT', 'PAID', 'SHIPPING', 'REFUNDED'], to: 'COMPLETED' },
    { path: [...goodPath], to: 'REFUND_REQUESTED' },
  ])('$path cannot become $to, and nothing changes', async ({ path, to }) => {
    await takeTo(...path);
    const before = await stored();
    await expect(advance(to)).rejects.toThrowError(OrderTransitionRefused);
    await expect(advance(to)).rejects.toThrowError(`is ${before?.status} and cannot become ${to}`);
    expect(await stored()).toEqual(before);
  });

  test('an order that does not exist is not made up', async () => {
    orderId = newOrderId();
    await expect(advance('RESERVED')).rejects.toThrowError('does not exist');
  });
});
