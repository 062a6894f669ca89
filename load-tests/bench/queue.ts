import { setTimeout as delay } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  PurgeQueueInProgress,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { output } from '../../commands/lib/deployment.ts';
import type { UnderTest } from './round.ts';

const queueUrl = ({ process }: UnderTest) => output(process.deployment, 'WebhookQueueUrl');

/** Webhooks that wait in the queue or are being worked on. */
export async function depthOf(system: UnderTest): Promise<number> {
  const { Attributes = {} } = await system.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl(system),
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
}

/** How many receive what is thrown away, side by side. */
const receivers = 8;

/** Throws away what waits, and waits for what is being worked on. */
export async function emptyQueue(system: UnderTest, signal: AbortSignal): Promise<void> {
  try {
    await system.sqs.send(new PurgeQueueCommand({ QueueUrl: queueUrl(system) }));
  } catch (error) {
    // A queue can be purged once a minute.
    if (!(error instanceof PurgeQueueInProgress)) throw error;
    await Promise.all(Array.from({ length: receivers }, () => throwAway(system, signal)));
  }
  await untilEmpty(system, signal);
}

async function throwAway(system: UnderTest, signal: AbortSignal): Promise<void> {
  const { sqs } = system;
  const QueueUrl = queueUrl(system);
  for (;;) {
    signal.throwIfAborted();
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (!Messages) return;
    const Entries = Messages.map(({ MessageId: Id, ReceiptHandle }) => ({ Id, ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}

/** How often the depth is asked for, in milliseconds: often enough, and not so often that the answers slow the drain. */
const lookEvery = 100;

export async function untilEmpty(system: UnderTest, signal: AbortSignal): Promise<void> {
  while ((await depthOf(system)) > 0) {
    signal.throwIfAborted();
    await delay(lookEvery);
  }
}
