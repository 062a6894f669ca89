import { MetricUnit } from '@aws-lambda-powertools/metrics';
import * as z from 'zod';
import { documents, stepFunctions } from '../shared/aws-clients.ts';
import { readEnv } from '../shared/env.ts';
import { logger, metrics, observed } from '../shared/observability.ts';
import { orderTable } from './order-table.ts';
import { type Start, startFulfilment } from './start-fulfilment.ts';

const env = readEnv(
  z.object({ ORDERS_TABLE: z.string().min(1), STATE_MACHINE_ARN: z.string().startsWith('arn:') }),
);
const orders = orderTable(documents(), env.ORDERS_TABLE);
const executions = stepFunctions();

/** An order that is still PENDING after so long lost its start. */
const patienceMilliseconds = 60_000;

/**
 * Runs on a schedule: starts the fulfilment of orders whose first start was lost. Starting one twice is harmless. An
 * order whose execution is over and that is PENDING all the same needs a person: it is named and counted every time.
 */
export const handler = observed<unknown, void>().handler(async () => {
  const found: Record<Start, string[]> = { running: [], over: [] };
  const failures: unknown[] = [];
  for await (const page of orders.pendingBefore(new Date(Date.now() - patienceMilliseconds).toISOString())) {
    const starts = page.map((order) => startFulfilment(executions, env.STATE_MACHINE_ARN, order));
    for (const [index, result] of (await Promise.allSettled(starts)).entries()) {
      if (result.status === 'rejected') failures.push(result.reason);
      else found[result.value].push(page[index]?.orderId ?? '');
    }
  }
  report(found.running.length, found.over, failures.length);
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} orders could not be started`);
});

function report(started: number, dead: string[], failed: number): void {
  const pending = started + dead.length + failed;
  if (pending === 0) return;
  logger.warn('Orders were left PENDING', { started, dead: dead.length, failed });
  metrics.addMetric('OrdersLeftPending', MetricUnit.Count, pending);
  if (dead.length === 0) return;
  logger.error('Orders are PENDING although their executions are over', { orderIds: dead });
  metrics.addMetric('OrdersWithDeadExecution', MetricUnit.Count, dead.length);
}
