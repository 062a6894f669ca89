import type { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test, vi } from 'vitest';
import { metricQueries, namesOf, readFigures } from './cloudwatch.ts';

const names = { worker: 'orders-Worker', queue: 'orders-Queue' };

/** A client that answers whatever it is asked with this. */
function answering<Client>(answer: object) {
  const send = vi.fn(async () => answer);
  return { client: { send } as unknown as Client, send };
}

test('asks by the minute for throttles and concurrency of the worker, and for the age of the oldest message', () => {
  const asked = metricQueries(names).map(({ MetricStat: { Metric, Period, Stat } = {} }) => [
    Metric?.Namespace,
    Metric?.MetricName,
    Metric?.Dimensions,
    Stat,
    Period,
  ]);
  const worker = [{ Name: 'FunctionName', Value: 'orders-Worker' }];
  expect(asked).toEqual([
    ['AWS/Lambda', 'Throttles', worker, 'Sum', 60],
    ['AWS/Lambda', 'ConcurrentExecutions', worker, 'Maximum', 60],
    [
      'AWS/SQS',
      'ApproximateAgeOfOldestMessage',
      [{ Name: 'QueueName', Value: 'orders-Queue' }],
      'Maximum',
      60,
    ],
  ]);
});

test('adds up throttles, takes the greatest of the others, and says where there is no data', async () => {
  const { client, send } = answering<CloudWatchClient>({
    MetricDataResults: [
      { Id: 'concurrency', Values: [4, 5, 2] },
      { Id: 'throttles', Values: [1, 0, 2] },
      { Id: 'age', Values: [] },
    ],
  });
  const time = { from: Date.parse('2026-11-25T10:00:20Z'), to: Date.parse('2026-11-25T10:02:40Z') };
  const figures = await readFigures(client, names, time);
  expect(figures.map(({ value }) => value)).toEqual([3, 5, undefined]);
  const [[{ input }]] = send.mock.calls as unknown as [[GetMetricDataCommand]];
  expect(input.StartTime).toEqual(new Date('2026-11-25T10:00:00Z'));
  expect(input.EndTime).toEqual(new Date('2026-11-25T10:03:00Z'));
});

test('finds the worker by the mapping of its queue', async () => {
  const target = (EventSourceMappings: object[]) => ({
    sqs: answering<SQSClient>({ Attributes: { QueueArn: 'arn:aws:sqs:us-east-1:111122223333:orders-Queue' } })
      .client,
    lambda: answering<LambdaClient>({ EventSourceMappings }).client,
    queueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/orders-Queue',
  });
  const FunctionArn = 'arn:aws:lambda:us-east-1:111122223333:function:orders-Worker';
  expect(await namesOf(target([{ FunctionArn }]))).toEqual(names);
  await expect(namesOf(target([]))).rejects.toThrow('No function works off the queue https://sqs');
});
