import { PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalAws } from '../shared/testing/local-aws.ts';
import { ordersTable } from '../shared/testing/tables.ts';
import { advanceOrder, type OrderStatus, OrderTransitionRefused } from './contract.ts';
import { orderKey } from './keys.ts';
import { newOrderId } from './order.ts';
import { orderTable } from './order-table.ts';
import { comesFrom } from './status.ts';

const table = ordersTable.TableName;
const at = '2026-11-01T12:00:00.000Z';
let aws: Awaited<ReturnType<typeof startLocalAws>>;

beforeAll(async () => {
  aws = await startLocalAws([ordersTable]);
});
afterAll(() => aws.stop());

const goodPath: OrderStatus[] = ['RESERVED', 'AWAITING_PAYMENT', 'PAID', 'SHIPPING', 'COMPLETED'];
const ends: OrderStatus[] = ['CANCELLED', 'REFUND_REQUESTED', 'REFUNDED'];
/**
 * What is reported of an order, turn by turn, the reports of a turn at the same time: the good path, and at each of its
 * steps anything else, repeated, early or late.
 */
const turns = fc
  .array(fc.array(fc.constantFrom(...goodPath, ...ends), { maxLength: 2 }), { minLength: 5, maxLength: 7 })
  .map((others) => others.map((reports, i) => [...goodPath.slice(i, i + 1), ...reports]));

async function newOrder(): Promise<string> {
  const orderId = newOrderId();
  const Item = { pk: orderKey(orderId), status: 'PENDING', timeline: [{ status: 'PENDING', at }] };
  await aws.documents.send(new PutCommand({ TableName: table, Item }));
  return orderId;
}

/** Hands a report over; a refusal is one of the answers. */
async function report(orderId: string, to: OrderStatus): Promise<void> {
  try {
    await advanceOrder(aws.documents, table, { orderId, to, at });
  } catch (error) {
    expect(error).toBeInstanceOf(OrderTransitionRefused);
  }
}

async function storedStatuses(orderId: string) {
  const order = await orderTable(aws.documents, table).find(orderId);
  return { status: order?.status, timeline: order?.timeline.map((entry) => entry.status) ?? [] };
}

test('whatever is reported in whatever order, the timeline of an order is a path of the machine', async () => {
  await fc.assert(
    fc.asyncProperty(turns, async (reported) => {
      const orderId = await newOrder();
      for (const turn of reported) await Promise.all(turn.map((to) => report(orderId, to)));
      const { status, timeline } = await storedStatuses(orderId);
      expect(timeline[0]).toBe('PENDING');
      expect(status).toBe(timeline.at(-1));
      expect(new Set(timeline).size).toBe(timeline.length);
      for (const [i, to] of timeline.entries()) {
        if (i > 0) expect(comesFrom[to]).toContain(timeline[i - 1]);
      }
    }),
    { numRuns: 50 },
  );
});

test('whatever is reported after it, money that is on its way back or back stays so', async () => {
  await fc.assert(
    fc.asyncProperty(turns, fc.boolean(), async (reported, isBack) => {
      const orderId = await newOrder();
      await report(orderId, 'REFUND_REQUESTED');
      if (isBack) await report(orderId, 'REFUNDED');
      for (const turn of reported) await Promise.all(turn.map((to) => report(orderId, to)));
      const { status } = await storedStatuses(orderId);
      const wasConfirmed = isBack || reported.flat().includes('REFUNDED');
      expect(status).toBe(wasConfirmed ? 'REFUNDED' : 'REFUND_REQUESTED');
    }),
    { numRuns: 30 },
  );
});

test('once money is concerned, reports of an end never fail, in whatever order they come', async () => {
  const moneyEnd = fc.constantFrom<OrderStatus>('REFUND_REQUESTED', 'REFUNDED');
  await fc.assert(
    fc.asyncProperty(moneyEnd, fc.shuffledSubarray(ends), async (first, others) => {
      const orderId = await newOrder();
      const reported: OrderStatus[] = ['RESERVED', 'AWAITING_PAYMENT', first, ...others];
      for (const to of reported) await advanceOrder(aws.documents, table, { orderId, to, at });
    }),
    { numRuns: 20 },
  );
});
