import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { ScalableWebhook } from './scalable-webhook.ts';
import { inlineCode, otherSystem } from './testing.ts';

function webhook(change: { timeout?: Duration; batchingWindow?: Duration; batchSize?: number } = {}) {
  const { stack, template } = otherSystem();
  new ScalableWebhook(stack, 'Webhook', {
    service: 'parcels',
    code: inlineCode,
    timeout: Duration.seconds(20),
    maxConcurrency: 7,
    signatureHeader: 'X-Parcel-Signature',
    ...change,
  });
  return template();
}

test.each([
  [20, undefined, 120],
  [20, 5, 125],
  [60, 30, 390],
])('a timeout of %s s and a window of %s s make a message invisible for %s s', (timeout, window, visible) => {
  webhook({
    timeout: Duration.seconds(timeout),
    ...(window && { batchingWindow: Duration.seconds(window) }),
  }).hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: visible });
});

test('the throttle is the maximum concurrency of the event source, with partial batch failures', () => {
  webhook().hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    ScalingConfig: { MaximumConcurrency: 7 },
    BatchSize: 10,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
});

test('a message is tried five times, and dead letters are kept longer than messages', () => {
  const template = webhook();
  template.hasResourceProperties('AWS::SQS::Queue', {
    RedrivePolicy: { maxReceiveCount: 5 },
    MessageRetentionPeriod: Duration.days(4).toSeconds(),
  });
  template.hasResourceProperties('AWS::SQS::Queue', {
    RedrivePolicy: Match.absent(),
    MessageRetentionPeriod: Duration.days(14).toSeconds(),
  });
});

test('an alarm watches dead letters that are visible, since moved ones do not count as sent', () => {
  webhook().hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Threshold: 0,
    Dimensions: [
      { Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetters'), 'QueueName'] } },
    ],
  });
});

test('API Gateway may send to that queue and do nothing else', () => {
  webhook().hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('WebhookQueue'), 'Arn'] },
        },
      ],
    },
    PolicyName: Match.stringLikeRegexp('WebhookSender'),
  });
});

test('a batch over ten without a window is refused by name', () => {
  expect(() => webhook({ batchSize: 100 })).toThrow(/batch/i);
});
