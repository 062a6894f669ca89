import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type DeadLetterContent, readContent } from './dead-letter-content.ts';
import type { Deployment } from './deployment.ts';

/** A dead-letter queue of a deployment. */
export interface DeadLetterQueue {
  /** What its stack output says before `DeadLetterQueueUrl`: `Webhook`. */
  name: string;
  url: string;
  arn: string;
  /** The queue whose dead letters these are, if it is only one. */
  sourceArn: string | undefined;
  /** How many wait in it, as near as SQS says. */
  count: number;
}

/** A message that no worker could handle. */
export interface DeadLetter extends DeadLetterContent {
  messageId: string;
  arrivedAt: Date;
  /** When it was sent to the queue that it failed in. */
  sentAt: Date;
  receiveCount: number;
  correlationId: string | undefined;
}

const outputEnd = /DeadLetterQueueUrl$/;
/** Of so many at most the content is read; all of them are moved. */
export const mostRead = 100;
/** Long enough to read them all; when the reading breaks off, they are back after that. */
const readingSeconds = 60;

/** All dead-letter queues that the deployment's outputs name. */
export async function findDeadLetterQueues(
  { outputs }: Deployment,
  sqs: SQSClient,
): Promise<DeadLetterQueue[]> {
  const named = Object.entries(outputs).filter(([key]) => outputEnd.test(key));
  if (named.length === 0)
    throw new Error(
      'The stack "orders" has no output that ends in DeadLetterQueueUrl. Deploy the current version.',
    );
  return Promise.all(named.map(([key, url]) => describeQueue(sqs, key.replace(outputEnd, ''), url)));
}

async function describeQueue(sqs: SQSClient, name: string, url: string): Promise<DeadLetterQueue> {
  const [{ Attributes }, { queueUrls = [] }] = await Promise.all([
    sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: url,
        AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages'],
      }),
    ),
    sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: url })),
  ]);
  const [source, ...others] = queueUrls;
  return {
    name,
    url,
    arn: Attributes?.['QueueArn'] ?? '',
    sourceArn: source && others.length === 0 ? await arnOf(sqs, source) : undefined,
    count: Number(Attributes?.['ApproximateNumberOfMessages']),
  };
}

async function arnOf(sqs: SQSClient, QueueUrl: string): Promise<string | undefined> {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  return (await sqs.send(command)).Attributes?.['QueueArn'];
}

/**
 * Reads up to `mostRead` dead letters, oldest first, and puts them back at once. SQS has no way to look without
 * receiving, so each one's receive count goes up by one.
 */
export async function readDeadLetters(sqs: SQSClient, { url }: DeadLetterQueue): Promise<DeadLetter[]> {
  const messages: Message[] = [];
  try {
    while (messages.length < mostRead) {
      const received = await receive(sqs, url, Math.min(10, mostRead - messages.length));
      if (received.length === 0) break;
      messages.push(...received);
    }
  } finally {
    await putBack(sqs, url, messages);
  }
  return messages.map(readMessage).sort((one, other) => Number(one.arrivedAt) - Number(other.arrivedAt));
}

async function receive(sqs: SQSClient, QueueUrl: string, most: number): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: most,
      VisibilityTimeout: readingSeconds,
      // Asks all of SQS's servers: without a wait an answer may be empty though there are messages.
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
      MessageAttributeNames: ['receivedAt', 'correlationId'],
    }),
  );
  return Messages;
}

async function putBack(sqs: SQSClient, QueueUrl: string, messages: Message[]): Promise<void> {
  for (let from = 0; from < messages.length; from += 10) {
    const Entries = messages
      .slice(from, from + 10)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    const { Failed = [] } = await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    if (Failed[0])
      throw new Error(
        `${Failed.length} messages could not be put back (${Failed[0].Message}): they are in ${readingSeconds} s; try again then`,
      );
  }
}

function readMessage({ MessageId = '', Body = '', Attributes, MessageAttributes }: Message): DeadLetter {
  const sentAt = new Date(Number(Attributes?.SentTimestamp));
  const receivedAt = Number(MessageAttributes?.['receivedAt']?.StringValue);
  return {
    messageId: MessageId,
    sentAt,
    arrivedAt: receivedAt > 0 ? new Date(receivedAt) : sentAt,
    // Without this look.
    receiveCount: Number(Attributes?.ApproximateReceiveCount) - 1,
    correlationId: MessageAttributes?.['correlationId']?.StringValue,
    ...readContent(Body),
  };
}
