import { Stack } from 'aws-cdk-lib';
import { MathExpression, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { orderMetrics } from '../../services/orders/metrics.ts';
import { paymentMetrics } from '../../services/payments/metrics.ts';
import { capacity, usualConnections } from '../capacity.ts';
import type { ThrottledWorker } from '../patterns/throttled-worker.ts';
import { businessMetric } from './business-metric.ts';
import type { System } from './system.ts';
import { type Explained, most, p50, p99, sum } from './widgets.ts';

/** What waits in a queue, how long, and what nobody could handle. */
export const queueGraphs = ({ queue, deadLetterQueue, oldest }: ThrottledWorker): Explained[] => [
  {
    title: 'In the queue',
    good: 'A burst goes up steeply and falls in a straight line, at the rate of the throttle, to 0.',
    metrics: [
      queue.metricApproximateNumberOfMessagesVisible(most('waiting')),
      queue.metricApproximateNumberOfMessagesNotVisible(most('being worked on')),
    ],
  },
  {
    title: 'Age of the oldest',
    good: 'Seconds; in a burst it rises, and is back at 0 when the queue is empty. Above the line an alarm fires.',
    metrics: [queue.metricApproximateAgeOfOldestMessage(most('seconds'))],
    limit: { value: oldest.toSeconds(), label: 'alarm' },
  },
  {
    title: 'Dead letters',
    good: '0. Each one is an event or a refund that nobody handled: npm run redrive says why.',
    metrics: [deadLetterQueue.metricApproximateNumberOfMessagesVisible(most('dead letters'))],
  },
];

/** What is counted of a service by the values of a dimension, whichever there are. */
function countedBy({ payments }: System, dimension: string, name: string): MathExpression {
  const namespace = Stack.of(payments).stackName;
  return new MathExpression({
    expression: `SEARCH('{${namespace},${dimension},service} MetricName="${name}"', 'Sum', 60)`,
    usingMetrics: {},
    label: '',
  });
}

/** API Gateway → SQS → a throttled worker → PostgreSQL. */
export function webhookGraphs(system: System): Explained[] {
  const { payments, legacy, facade, size } = system;
  const { worker } = payments;
  const route = {
    ApiName: facade.api.restApiName,
    Stage: facade.api.deploymentStage.stageName,
    Method: 'POST',
    Resource: '/webhooks/payments',
  };
  return [
    {
      title: 'Calls taken',
      good: 'As many as the provider sends. Server errors stay at 0: the provider is answered as soon as the queue has it.',
      metrics: [
        facade.api.metricCount({ ...sum('calls'), dimensionsMap: route }),
        facade.api.metricServerError({ ...sum('not taken'), dimensionsMap: route }),
      ],
    },
    {
      title: 'Time to the answer',
      good: 'Tens of milliseconds, however long the queue is.',
      metrics: [
        facade.api.metricLatency({ ...p50, dimensionsMap: route }),
        facade.api.metricLatency({ ...p99, dimensionsMap: route }),
      ],
    },
    ...queueGraphs(payments),
    {
      title: 'Workers at once',
      good: 'Never more than the throttle for longer than seconds. At the line while a burst drains, else below.',
      metrics: [worker.metric('ConcurrentExecutions', most('workers'))],
      limit: { value: payments.maxConcurrency, label: 'throttle' },
    },
    {
      title: 'A batch takes',
      good: 'Hundredths of a second. Near the timeout the database is slow.',
      metrics: [worker.metricDuration(p50), worker.metricDuration(p99)],
      limit: { value: worker.timeout.toMilliseconds(), label: 'timeout' },
    },
    {
      title: 'Sessions of PostgreSQL',
      good: 'Below the lower line but for some minutes of a deployment: that is what the throttle is for.',
      metrics: [legacy.database.metricDatabaseConnections(most('sessions'))],
      limit: { value: usualConnections(size), label: `alarm; ${capacity.maxConnections} is the end` },
    },
    {
      title: 'Refused callers',
      good: 'Nothing, or a forger now and then. wrong_signature right after a rotation: the secrets do not fit.',
      metrics: [countedBy(system, 'reason', paymentMetrics.refusedWebhook)],
    },
  ];
}

/** Step Functions: reserve, wait for the payment, ship, complete, or undo. */
export function stateMachineGraphs(system: System): Explained[] {
  const { fulfilment, payments, orders } = system;
  const machine = fulfilment.workflow.stateMachine;
  const tasks = Object.entries(fulfilment.tasks);
  const counted = (service: string, name: string, label: string): Metric =>
    businessMetric(orders, service, name, sum(label));
  return [
    {
      title: 'Executions',
      good: 'As many succeed as are started, some minutes later. An order that is rolled back is a success here.',
      metrics: [machine.metricStarted(sum('started')), machine.metricSucceeded(sum('succeeded'))],
    },
    {
      title: 'Executions that ended half way',
      good: '0. Each is an order half done: mend the cause, then redrive it.',
      metrics: [
        machine.metricFailed(sum('failed')),
        machine.metricTimedOut(sum('timed out')),
        machine.metricAborted(sum('aborted by somebody')),
      ],
    },
    {
      title: 'How long an order takes',
      good: 'As long as customers take to pay; never much longer than the wait for the money, unless the legacy API is away.',
      metrics: [machine.metricTime(p50), machine.metricTime(p99)],
    },
    {
      title: 'How orders end',
      good: 'Nearly all are completed. Refunds that are asked for are confirmed minutes later: the last two go together.',
      metrics: [
        counted('fulfilment', orderMetrics.completed, 'completed'),
        counted('fulfilment', orderMetrics.cancelled, 'cancelled'),
        counted('payments', orderMetrics.refundRequested, 'to be refunded'),
        counted('payments', orderMetrics.refunded, 'refunded'),
      ],
    },
    {
      title: 'Orders that take too long',
      good: '0. What is counted here is named in the sweep’s log.',
      metrics: [
        businessMetric(orders, 'orders', orderMetrics.stuck, most('too long')),
        businessMetric(orders, 'orders', orderMetrics.leftPending, most('start was lost')),
        businessMetric(orders, 'orders', orderMetrics.deadExecution, most('execution is over')),
      ],
    },
    {
      title: 'Steps that failed and are repeated',
      good: 'Few, and for reasons of the business: OutOfStock, ShipmentRefused. Many of BookShipment: the legacy API is away.',
      metrics: tasks.map(([name, fn]) => fn.metricErrors(sum(name))),
    },
    {
      title: 'Why money goes back',
      good: 'Little, and of all reasons. late: customers pay when their order is over; mismatched: a price went wrong.',
      metrics: [countedBy(system, 'reason', paymentMetrics.refundsAsked)],
    },
    ...queueGraphs(payments.refunds).map((graph) => ({
      ...graph,
      title: `Refunds: ${graph.title.toLowerCase()}`,
    })),
  ];
}
