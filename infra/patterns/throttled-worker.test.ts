import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { inlineCode, otherSystem } from './testing.ts';
import { ThrottledWorker } from './throttled-worker.ts';

function parcels(
  change: { timeout?: Duration; batchingWindow?: Duration; batchSize?: number; oldest?: Duration } = {},
) {
  const { stack, template } = otherSystem();
  new ThrottledWorker(stack, 'Parcels', {
    service: 'parcels',
    code: inlineCode,
    timeout: Duration.seconds(20),
    maxConcurrency: 7,
    messages: 'parcels',
    ...change,
  });
  return template();
}

test.each([
  [20, undefined, 120],
  [20, 5, 125],
  [60, 30, 390],
])('a timeout of %s s and a window of %s s make a message invisible for %s s', (timeout, window, visible) => {
  parcels({
    timeout: Duration.seconds(timeout),
    ...(window && { batchingWindow: Duration.seconds(window) }),
  }).hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: visible });
});

test('the throttle is the maximum concurrency of the event source, with partial batch failures', () => {
  parcels().hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    ScalingConfig: { MaximumConcurrency: 7 },
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
});

test('a message is tried five times, and dead letters are kept longer than messages', () => {
  const template = parcels();
  template.hasResourceProperties('AWS::SQS::Queue', {
    RedrivePolicy: { maxReceiveCount: 5 },
    MessageRetentionPeriod: Duration.days(4).toSeconds(),
  });
  template.hasResourceProperties('AWS::SQS::Queue', {
    RedrivePolicy: Match.absent(),
    MessageRetentionPeriod: Duration.days(14).toSeconds(),
  });
});

test('both of its queues refuse who comes without TLS', () => {
  const template = parcels();
  const guarded = Object.values(template.findResources('AWS::SQS::QueuePolicy')).flatMap(({ Properties }) => {
    expect(Properties.PolicyDocument.Statement).toMatchObject([
      {
        ...{ Effect: 'Deny', Action: 'sqs:*', Principal: { AWS: '*' } },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]);
    return Properties.Queues.map(({ Ref }: { Ref: string }) => Ref);
  });
  expect(guarded).toHaveLength(2);
  expect(new Set(guarded)).toEqual(new Set(Object.keys(template.findResources('AWS::SQS::Queue'))));
});

test('an alarm that names the messages watches dead letters that are visible, since moved ones do not count as sent', () => {
  parcels().hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription:
      'The dead-letter queue holds parcels that no worker could handle. What to do: docs/runbooks/dead-letters.md',
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Threshold: 0,
    Dimensions: [
      { Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetters'), 'QueueName'] } },
    ],
  });
});

test.each([
  [undefined, 5 * 6 * 20],
  [Duration.minutes(2), 120],
])('an alarm watches the age of the oldest message: of %s it fires above %i s', (oldest, seconds) => {
  parcels({ oldest }).hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ApproximateAgeOfOldestMessage',
    Threshold: seconds,
  });
});

test('its worker may poll its queue and do nothing else with it', () => {
  parcels().hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        {
          Effect: 'Allow',
          Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
          Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('ParcelsQueue'), 'Arn'] },
        },
      ]),
    },
  });
});

test('a batch over ten without a window is refused by name', () => {
  expect(() => parcels({ batchSize: 100 })).toThrow(/batch/i);
});
