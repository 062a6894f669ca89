import { MetricUnit } from '@aws-lambda-powertools/metrics';
import * as z from 'zod';
import { documents, stepFunctions } from '../shared/aws-clients.ts';
import { readEnv } from '../shared/env.ts';
import { logger, metrics, observed } from '../shared/observability.ts';
import { orderTable } from './order-table.ts';
import { startFulfilment } from './start-fulfilment.ts';

const env = readEnv(
  z.object({ ORDERS_TABLE: z.string().min(1), STATE_MACHINE_ARN: z.string().startsWith('arn:') }),
);
const orders = orderTable(documents(), env.ORDERS_TABLE);
const executions = stepFunctions();

/** An order that is still PENDING after so long lost its start. */
const patienceMilliseconds = 60_000;

/** Runs on a schedule: starts the fulfilment of orders whose first start was lost. Starting one twice is harmless. */
export const handler = observed<unknown, void>().handler(async () => {
  const failures: unknown[] = [];
  let found = 0;
  for await (const page of orders.pendingBefore(new Date(Date.now() - patienceMilliseconds).toISOString())) {
    const starts = page.map((order) => startFulfilment(executions, env.STATE_MACHINE_ARN, order));
    const results = await Promise.allSettled(starts);
    found += page.length;
    failures.push(...results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])));
  }
  if (found > 0) {
    logger.warn('Orders were left PENDING', { found, failed: failures.length });
    metrics.addMetric('OrdersLeftPending', MetricUnit.Count, found);
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} of ${found} orders could not be started`);
});
