import { MetricUnit } from '@aws-lambda-powertools/metrics';
import * as z from 'zod';
import { documents, stepFunctions } from '../shared/aws-clients.ts';
import { readEnv } from '../shared/env.ts';
import { logger, metrics, observed } from '../shared/observability.ts';
import { orderMetrics } from './metrics.ts';
import { orderTable } from './order-table.ts';
import { startFulfilment } from './start-fulfilment.ts';
import { sweepLimits } from './time-limits.ts';

const env = readEnv(
  z.object({ ORDERS_TABLE: z.string().min(1), STATE_MACHINE_ARN: z.string().startsWith('arn:') }),
);
const orders = orderTable(documents(), env.ORDERS_TABLE);
const executions = stepFunctions();

const before = (now: number, milliseconds: number) => new Date(now - milliseconds).toISOString();

/**
 * Runs on a schedule: starts the fulfilment of orders whose first start was lost, as old as they are at the `time` of the
 * schedule; now, when a person invokes it without. Starting one twice is harmless. An order
 * that cannot be started again, because its execution is over or runs by the input of an older version, and that is PENDING
 * for long all the same needs a person: it is named and counted every time. So is every order that takes too long.
 */
export const handler = observed<{ time?: string }, void>().handler(async ({ time }) => {
  const now = time === undefined ? Date.now() : Date.parse(time);
  let pending = 0;
  const dead: string[] = [];
  const failures: unknown[] = [];
  const longAgo = before(now, sweepLimits.dead);
  for await (const page of orders.pendingBefore(before(now, sweepLimits.lost))) {
    const starts = page.map((order) => startFulfilment(executions, env.STATE_MACHINE_ARN, order));
    pending += page.length;
    const results = await Promise.allSettled(starts);
    for (const [index, { orderId, createdAt }] of page.entries()) {
      const result = results[index];
      if (result?.status === 'rejected') failures.push(result.reason);
      else if (!result?.value && createdAt < longAgo) dead.push(orderId);
    }
  }
  report(pending, dead, failures.length);
  await reportStuck(before(now, sweepLimits.stuck));
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} orders could not be started`);
});

function report(pending: number, dead: string[], failed: number): void {
  if (pending === 0) return;
  logger.warn('Orders were left PENDING', { pending, dead: dead.length, failed });
  metrics.addMetric(orderMetrics.leftPending, MetricUnit.Count, pending);
  if (dead.length === 0) return;
  logger.error('Orders are PENDING for long although their executions were started', { orderIds: dead });
  metrics.addMetric(orderMetrics.deadExecution, MetricUnit.Count, dead.length);
}

/** So many are named; the rest is seen when these are mended. */
const named = 20;

async function reportStuck(longAgo: string): Promise<void> {
  const stuck: string[] = [];
  for await (const orderIds of orders.openSince(longAgo)) stuck.push(...orderIds);
  if (stuck.length === 0) return;
  logger.error('Orders take too long', { count: stuck.length, orderIds: stuck.slice(0, named) });
  metrics.addMetric(orderMetrics.stuck, MetricUnit.Count, stuck.length);
}
