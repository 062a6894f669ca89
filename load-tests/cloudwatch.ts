import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { type LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Target } from './target.ts';

/** Whose metrics are asked for. */
export interface Names {
  worker: string;
  queue: string;
}

/** One of CloudWatch's own figures; undefined when it has no data for the time. */
export interface Figure {
  what: string;
  value: number | undefined;
}

interface Metric {
  what: string;
  namespace: string;
  name: string;
  dimension: (names: Names) => { Name: string; Value: string };
  stat: 'Sum' | 'Maximum';
}

const ofWorker = ({ worker }: Names) => ({ Name: 'FunctionName', Value: worker });
const ofQueue = ({ queue }: Names) => ({ Name: 'QueueName', Value: queue });
const [lambda, sqs] = ['AWS/Lambda', 'AWS/SQS'];

/** What nothing but CloudWatch knows: the rest is counted at the queue and in PostgreSQL. */
const metrics: Record<string, Metric> = {
  throttles: {
    what: 'Invocations of the worker that Lambda throttled',
    ...{ namespace: lambda, name: 'Throttles', dimension: ofWorker, stat: 'Sum' },
  },
  concurrency: {
    what: 'Workers at once, at most',
    ...{ namespace: lambda, name: 'ConcurrentExecutions', dimension: ofWorker, stat: 'Maximum' },
  },
  age: {
    what: 'Age of the oldest message, at most, in seconds',
    ...{ namespace: sqs, name: 'ApproximateAgeOfOldestMessage', dimension: ofQueue, stat: 'Maximum' },
  },
};

/** Metrics are kept by the minute, and the latest minutes come late. */
export const metricDelaySeconds = 180;
const period = 60;

export const metricQueries = (names: Names): MetricDataQuery[] =>
  Object.entries(metrics).map(([Id, { namespace, name, dimension, stat }]) => ({
    Id,
    MetricStat: {
      Metric: { Namespace: namespace, MetricName: name, Dimensions: [dimension(names)] },
      Period: period,
      Stat: stat,
    },
  }));

/** Asks for the figures of a time, in epoch milliseconds; whole minutes count. */
export async function readFigures(
  client: Pick<CloudWatchClient, 'send'>,
  names: Names,
  { from, to }: { from: number; to: number },
): Promise<Figure[]> {
  const minute = period * 1000;
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      MetricDataQueries: metricQueries(names),
      StartTime: new Date(Math.floor(from / minute) * minute),
      EndTime: new Date(Math.ceil(to / minute) * minute),
    }),
  );
  return Object.entries(metrics).map(([id, { what, stat }]) => {
    const { Values = [] } = MetricDataResults.find(({ Id }) => Id === id) ?? {};
    return { what, value: Values.length > 0 ? combined(Values, stat) : undefined };
  });
}

const combined = (values: readonly number[], stat: Metric['stat']) =>
  stat === 'Sum' ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values);

/** What CloudWatch knows of a run against a deployed stack, in a time in epoch milliseconds. */
export async function figuresOf(target: Target, time: { from: number; to: number }): Promise<Figure[]> {
  return readFigures(new CloudWatchClient(target.deployment.clientConfig), await namesOf(target), time);
}

/** The queue's mapping says which function is the worker. */
export async function namesOf({
  sqs: queues,
  lambda: functions,
  queueUrl,
}: {
  sqs: Pick<SQSClient, 'send'>;
  lambda: Pick<LambdaClient, 'send'>;
  queueUrl: string;
}): Promise<Names> {
  const { Attributes } = await queues.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
  );
  const arn = Attributes?.['QueueArn'] ?? '';
  const { EventSourceMappings = [] } = await functions.send(
    new ListEventSourceMappingsCommand({ EventSourceArn: arn }),
  );
  const worker = EventSourceMappings[0]?.FunctionArn?.split(':')[6];
  const queue = arn.split(':').at(-1);
  if (!worker || !queue) throw new Error(`No function works off the queue ${queueUrl}`);
  return { worker, queue };
}
