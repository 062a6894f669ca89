import {
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, test } from 'vitest';
import { SqsFixture } from './service-fixture.ts';

const sqs = new SqsFixture();
let { client, queues, QueueUrl } = sqs;
beforeEach(() => {
  ({ client, queues, QueueUrl } = sqs);
});

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html */
describe('the SQS client', () => {
  test.each([
    [{ QueueUrl: 'http://127.0.0.1/123456789012/none' }, 'QueueDoesNotExist'],
    [{ MessageBody: '\u0001' }, 'InvalidMessageContents'],
    [{ MessageBody: '' }, 'MissingParameter'],
    [{ DelaySeconds: 901 }, 'InvalidParameterValue'],
    [{ MessageAttributes: { a: { DataType: 'String', StringValue: '' } } }, 'InvalidParameterValue'],
    [
      { MessageAttributes: { a: { DataType: `String.${'x'.repeat(250)}`, StringValue: 'a' } } },
      'InvalidParameterValue',
    ],
    [{ MessageAttributes: { a: { DataType: 'Text', StringValue: 'a' } } }, 'InvalidParameterValue'],
    [{ MessageAttributes: { a: { DataType: 'Number', StringValue: 'one' } } }, 'InvalidParameterValue'],
    [{ MessageAttributes: { a: { DataType: 'String', StringValue: '\u0008' } } }, 'InvalidParameterValue'],
    [{ MessageAttributes: { 'AWS.a': { DataType: 'String', StringValue: 'a' } } }, 'InvalidParameterValue'],
  ])('has %j refused with its documented error', async (input, name) => {
    const sending = client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', ...input }));
    await expect(sending).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });

  /** https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait */
  test('learns the code of the Query protocol with each error', async () => {
    const missing = new SendMessageCommand({
      QueueUrl: 'http://127.0.0.1/123456789012/none',
      MessageBody: 'a',
    });
    await expect(client.send(missing)).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
    });
  });

  /** As answers recorded on AWS have it. */
  test.each([
    [
      { DelaySeconds: 901 },
      'com.amazon.coral.service#InvalidParameterValueException',
      'InvalidParameterValue',
    ],
    [{ MessageBody: '' }, 'com.amazon.coral.service#MissingRequiredParameterException', 'MissingParameter'],
    [{ MessageBody: '\u0001' }, 'com.amazonaws.sqs#InvalidMessageContents', 'InvalidMessageContents'],
  ])(
    'gets for %j the shape of the error in the body and its code in a header',
    async (input, shape, code) => {
      const response = await fetch(new URL('/', QueueUrl), {
        method: 'POST',
        headers: { 'x-amz-target': 'AmazonSQS.SendMessage' },
        body: JSON.stringify({ QueueUrl, MessageBody: 'a', ...input }),
      });
      expect(await response.json()).toMatchObject({ __type: shape });
      expect(response.headers.get('x-amzn-query-error')).toBe(`${code};Sender`);
    },
  );

  /** As recordings of AWS show them. */
  test.each([
    ['SendMessageBatch', { Entries: [] }, 400, 'EmptyBatchRequest'],
    ['PurgeQueue', {}, 403, 'PurgeQueueInProgress'],
  ])(
    'gets for %s with %j an error whose code has a prefix and whose shape has none',
    async (operation, input, status, name) => {
      queues.find('orders').purge();
      const response = await fetch(new URL('/', QueueUrl), {
        method: 'POST',
        headers: { 'x-amz-target': `AmazonSQS.${operation}` },
        body: JSON.stringify({ QueueUrl, ...input }),
      });
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ __type: `com.amazonaws.sqs#${name}` });
      expect(response.headers.get('x-amzn-query-error')).toBe(`AWS.SimpleQueueService.${name};Sender`);
    },
  );

  /** As users of AWS report them: https://github.com/argoproj/argo-events/pull/260, https://github.com/grafana/k6-jslib-aws/pull/65 */
  test('reads what is wrong with a wait and with the type of an attribute', async () => {
    const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 50 });
    await expect(client.send(receive)).rejects.toThrow(
      'Value 50 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.',
    );
    const MessageAttributes = { mine: { DataType: 'Text', StringValue: 'a' } };
    const message = { QueueUrl, MessageBody: 'a', MessageAttributes };
    await expect(client.send(new SendMessageCommand(message))).rejects.toThrow(
      "The type of message (user) attribute 'mine' is invalid. You must use only the following supported type prefixes: Binary, Number, String.",
    );
  });

  /** As users of AWS report them. */
  test('reads what is wrong with an empty batch and with a delay', async () => {
    const Entries: [] = [];
    await expect(client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))).rejects.toThrow(
      'There should be at least one DeleteMessageBatchRequestEntry in the request.',
    );
    const delayed = new SendMessageCommand({ QueueUrl, MessageBody: 'a', DelaySeconds: 901 });
    await expect(client.send(delayed)).rejects.toThrow(
      'Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
    );
  });

  test('has attributes that no queue has refused', async () => {
    const AttributeNames = ['Sise' as never];
    await expect(
      client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames })),
    ).rejects.toMatchObject({
      name: 'InvalidAttributeName',
      message: 'Unknown Attribute Sise.',
    });
  });

  /** The status is that of the API's model. */
  test('is refused a handle that is none with 404', async () => {
    const deleting = client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'nonsense' }));
    await expect(deleting).rejects.toMatchObject({
      name: 'ReceiptHandleIsInvalid',
      $metadata: { httpStatusCode: 404 },
    });
  });
});
