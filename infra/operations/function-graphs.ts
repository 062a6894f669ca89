import type { ServiceFunction } from '../patterns/service-function.ts';
import type { System } from './system.ts';
import { type Explained, most, p50, p99, sum } from './widgets.ts';

/** How often a function runs and fails, how long it takes, and whether Lambda refuses to run it. */
function functionGraphs(fn: ServiceFunction): Explained[] {
  const timeout = fn.timeout.toMilliseconds();
  return [
    {
      title: 'Calls and errors',
      good: 'Calls follow the customers; errors stay at 0. Refusals (4xx) are no errors here.',
      metrics: [fn.metricInvocations(sum('calls')), fn.metricErrors(sum('errors'))],
    },
    {
      title: 'Duration',
      good: 'Milliseconds, far below the timeout. The slowest are cold starts, after a deployment and in a burst.',
      metrics: [fn.metricDuration(p50), fn.metricDuration(p99)],
      limit: { value: timeout, label: 'timeout' },
    },
    {
      title: 'At once, and throttled',
      good: 'As many at once as calls a second × duration; throttles stay at 0.',
      metrics: [fn.metric('ConcurrentExecutions', most('at once')), fn.metricThrottles(sum('throttled'))],
    },
  ];
}

/** API Gateway → Lambda → DynamoDB. */
export function simpleWebServiceGraphs({ catalog }: System): Explained[] {
  const latency = (operation: string) =>
    catalog.table.metricSuccessfulRequestLatency({
      ...p99,
      label: operation,
      dimensionsMap: { TableName: catalog.table.tableName, Operation: operation },
    });
  return [
    ...functionGraphs(catalog.function),
    {
      title: 'Table: latency',
      good: 'A few milliseconds for one product, some more for a page of them.',
      metrics: [latency('GetItem'), latency('Query'), latency('PutItem')],
    },
    {
      title: 'Table: read and written',
      good: 'Reads follow the customers, writes the operators. On demand, there is no limit to run into.',
      metrics: [
        catalog.table.metricConsumedReadCapacityUnits(sum('read units')),
        catalog.table.metricConsumedWriteCapacityUnits(sum('write units')),
      ],
    },
  ];
}

/** A function that others invoke, without an API. */
export const internalApiGraphs = ({ pricing, orders }: System): Explained[] => [
  ...functionGraphs(pricing.function),
  {
    title: 'Its caller',
    good: 'Takes a little longer than pricing, and has the longer timeout, so that it can say what pricing did.',
    metrics: [orders.function.metricDuration(p50), orders.function.metricDuration(p99)],
    limit: { value: orders.function.timeout.toMilliseconds(), label: 'timeout' },
  },
];
