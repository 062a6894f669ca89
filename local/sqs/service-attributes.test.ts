import { GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { SqsFixture } from './service-fixture.ts';

const sqs = new SqsFixture();

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
describe('the SQS client', () => {
  test('sets the visibility timeout and the receive count of a queue', async () => {
    const { deadLetterTargetArn } = sqs.queues.find('orders').config.redrivePolicy ?? {};
    const Attributes = {
      VisibilityTimeout: '0',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: '1' }),
    };
    await sqs.client.send(new SetQueueAttributesCommand({ QueueUrl: sqs.QueueUrl, Attributes }));
    await sqs.taken();
    await expect.poll(sqs.visible).toBe(1);
    await sqs.queues.find('orders').receive({ waitSeconds: 0 });
    expect([sqs.visible(), sqs.queues.find('dead').counts().visible]).toEqual([0, 1]);
  });

  /** Follows recordings of AWS. */
  test('sets what else is a number, and reads it again', async () => {
    const Attributes = {
      ...{ DelaySeconds: '420', MaximumMessageSize: '2048', VisibilityTimeout: '69' },
      ...{ MessageRetentionPeriod: '604800', ReceiveMessageWaitTimeSeconds: '10' },
    };
    await sqs.client.send(new SetQueueAttributesCommand({ QueueUrl: sqs.QueueUrl, Attributes }));
    const asked = { QueueUrl: sqs.QueueUrl, AttributeNames: ['All' as const] };
    const answer = await sqs.client.send(new GetQueueAttributesCommand(asked));
    expect(answer.Attributes).toMatchObject(Attributes);
  });

  /** Follows recordings of AWS, but for what is kept. */
  test.each([
    [{ Policy: '{}' }, 'InvalidAttributeName', 'Unknown Attribute Policy'],
    [{ VisibilityTimeout: '-1' }, 'InvalidAttributeValue', 'parameter VisibilityTimeout'],
    [{ DelaySeconds: '901' }, 'InvalidAttributeValue', 'parameter DelaySeconds'],
    [{ RedrivePolicy: '5 times' }, 'InvalidParameterValue', 'not a valid JSON map'],
    [
      { RedrivePolicy: '{"deadLetterTargetArn": "dummy", "maxReceiveCount": 42}' },
      'InvalidParameterValue',
      'Value {"deadLetterTargetArn": "dummy", "maxReceiveCount": 42} for parameter RedrivePolicy is invalid. Reason: Invalid value for deadLetterTargetArn.',
    ],
    [
      { RedrivePolicy: '{"deadLetterTargetArn":"arn:other","maxReceiveCount":1001}' },
      'InvalidParameterValue',
      'Invalid value for maxReceiveCount: 1001',
    ],
    [
      { RedrivePolicy: '{"deadLetterTargetArn":"arn:other","maxReceiveCount":1}' },
      'InvalidParameterValue',
      'keeps the dead-letter queue',
    ],
  ])('is refused the attributes %j', async (Attributes, name, message) => {
    const setting = sqs.client.send(new SetQueueAttributesCommand({ QueueUrl: sqs.QueueUrl, Attributes }));
    await expect(setting).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });
});
