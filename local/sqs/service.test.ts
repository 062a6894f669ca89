import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { service } from './service.ts';
import { SqsFixture } from './service-fixture.ts';

const sqs = new SqsFixture();
let { client, queues, QueueUrl } = sqs;
beforeEach(() => {
  ({ client, queues, QueueUrl } = sqs);
});
const { visible } = sqs;
const taken = () => sqs.taken();

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html */
describe('the SQS client', () => {
  test('sends and receives a message with its attributes, checking the digests on the way', async () => {
    const MessageAttributes = {
      text: { DataType: 'String', StringValue: 'ä' },
      count: { DataType: 'Number', StringValue: '3' },
      bytes: { DataType: 'Binary', BinaryValue: Buffer.of(0, 255) },
    };
    const sent = await client.send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'hällo', MessageAttributes }),
    );
    const { Messages } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SenderId'],
      }),
    );
    expect(Messages).toMatchObject([
      {
        MessageId: sent.MessageId,
        Body: 'hällo',
        Attributes: { ApproximateReceiveCount: '1', SenderId: 'AKIATEST' },
        MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      },
    ]);
    const bytes = Messages?.[0]?.MessageAttributes?.['bytes']?.BinaryValue;
    expect(Buffer.from(bytes ?? [])).toEqual(Buffer.of(0, 255));
  });

  test('is answered only the attributes that it asks for', async () => {
    const MessageAttributes = {
      'trace.id': { DataType: 'String', StringValue: 'a' },
      other: { DataType: 'String', StringValue: 'b' },
    };
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageAttributes }));
    const { Messages } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['trace.*'] }),
    );
    expect(Object.keys(Messages?.[0]?.MessageAttributes ?? {})).toEqual(['trace.id']);
    expect(Messages?.[0]?.Attributes).toBeUndefined();
  });

  /** Follows recordings of AWS. */
  test('names message attributes in any language', async () => {
    const MessageAttributes = { 'attr.1øßä': { DataType: 'String', StringValue: 'a' } };
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageAttributes }));
    expect(visible()).toBe(1);
  });

  /** Follows recordings of AWS. */
  test.each([
    ['*', ['a', 'b']],
    ['none', []],
    ['..none', undefined],
  ])('asks for attributes by %s', async (name, expected) => {
    const attribute = { DataType: 'String', StringValue: 'a' };
    const MessageAttributes = { a: attribute, b: attribute };
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageAttributes }));
    const receive = new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: [name] });
    const { MessageAttributes: got } = (await client.send(receive)).Messages?.[0] ?? {};
    expect(got && Object.keys(got)).toEqual(expected);
  });

  test('passes on the trace that its function runs in, as the SDK sends it', async () => {
    const traceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'sender');
    vi.stubEnv('_X_AMZN_TRACE_ID', traceHeader);
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    vi.unstubAllEnvs();
    const { Messages } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['AWSTraceHeader'] }),
    );
    expect(Messages?.[0]?.Attributes).toEqual({ AWSTraceHeader: traceHeader });
  });

  test('is answered the digest of message attributes that other implementations pin', async () => {
    const MessageAttributes = { timestamp: { DataType: 'Number', StringValue: '1493147359900' } };
    const sent = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageAttributes }));
    expect(sent.MD5OfMessageAttributes).toBe('235c5c510d26fb653d073faed50ae77c');
  });

  test('is answered the digest of the trace header that it sends', async () => {
    const StringValue = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    const AWSTraceHeader = { DataType: 'String', StringValue };
    const MessageSystemAttributes = { AWSTraceHeader };
    const sent = await client.send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageSystemAttributes }),
    );
    expect(sent.MD5OfMessageSystemAttributes).toBe('5ae4d5d7636402d80f4eb6d213245a88');
    expect(sent.MD5OfMessageAttributes).toBeUndefined();
  });

  test('gets each entry of a batch answered for itself', async () => {
    const Entries = [
      { Id: 'good', MessageBody: 'a' },
      { Id: 'bad', MessageBody: 'a\u0000' },
    ];
    const { Successful, Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(Successful).toMatchObject([{ Id: 'good' }]);
    expect(Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidMessageContents', SenderFault: true }]);
    expect(visible()).toBe(1);
  });

  test.each([
    [
      'eleven entries',
      Array.from({ length: 11 }, (_, Id) => ({ Id: String(Id), MessageBody: 'a' })),
      'TooManyEntriesInBatchRequest',
    ],
    ['no entry', [], 'EmptyBatchRequest'],
    ['an id twice', ['a', 'a'].map((Id) => ({ Id, MessageBody: 'a' })), 'BatchEntryIdsNotDistinct'],
    ['a bad id', [{ Id: 'a b', MessageBody: 'a' }], 'InvalidBatchEntryId'],
    [
      'over 1 MiB together',
      ['a', 'b'].map((Id) => ({ Id, MessageBody: 'a'.repeat(600_000) })),
      'BatchRequestTooLong',
    ],
  ])('has a batch with %s refused as a whole', async (_, Entries, name) => {
    const sending = client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    await expect(sending).rejects.toMatchObject({ name });
    expect(visible()).toBe(0);
  });

  test('counts attributes into the 1 MiB of a message', async () => {
    const MessageAttributes = { a: { DataType: 'String', StringValue: 'b' } };
    const MessageBody = 'x'.repeat(1_048_576 - 7);
    const sending = client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));
    await expect(sending).rejects.toThrow('Message must be shorter than 1048576 bytes');
    await client.send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'x'.repeat(1_048_576 - 8), MessageAttributes }),
    );
    expect(visible()).toBe(1);
  });

  test('must say for how long a message stays invisible', async () => {
    const { ChangeMessageVisibility } = service(queues).operations;
    const { receiptHandle: ReceiptHandle } = await taken();
    const input = { QueueUrl, ReceiptHandle };
    await expect(ChangeMessageVisibility?.(input, { accessKeyId: undefined })).rejects.toThrow(
      'must contain the parameter VisibilityTimeout',
    );
    expect(queues.find('orders').counts().inFlight).toBe(1);
  });

  test('deletes in batches, returns messages early and reads live counts', async () => {
    for (const MessageBody of ['a', 'b', 'c'])
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 3 }),
    );
    const handles = Messages.map((message) => message.ReceiptHandle ?? '');
    const Entries = [handles[0], 'nonsense'].map((ReceiptHandle, Id) => ({ Id: String(Id), ReceiptHandle }));
    const deleted = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    expect(deleted).toMatchObject({
      Successful: [{ Id: '0' }],
      Failed: [{ Id: '1', Code: 'ReceiptHandleIsInvalid' }],
    });
    const ReceiptHandle = handles[1];
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      VisibilityTimeout: '30',
      QueueArn: 'arn:aws:sqs:eu-central-1:123456789012:orders',
    });
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(visible()).toBe(0);
  });

  test('finds queues by name and by prefix', async () => {
    expect((await client.send(new GetQueueUrlCommand({ QueueName: 'orders' }))).QueueUrl).toBe(QueueUrl);
    expect((await client.send(new ListQueuesCommand({ QueueNamePrefix: 'ord' }))).QueueUrls).toEqual([
      QueueUrl,
    ]);
  });

  test('starts a redrive of a dead-letter queue', async () => {
    const SourceArn = queues.find('dead').arn;
    expect((await client.send(new StartMessageMoveTaskCommand({ SourceArn }))).TaskHandle).toBeDefined();
  });
});
