import { setTimeout as delay } from 'node:timers/promises';
import { GetQueueAttributesCommand, PurgeQueueCommand } from '@aws-sdk/client-sqs';
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

/** Throws away what waits, and waits for what is being worked on. */
export async function emptyQueue(system: UnderTest, signal: AbortSignal): Promise<void> {
  await system.sqs.send(new PurgeQueueCommand({ QueueUrl: queueUrl(system) }));
  await untilEmpty(system, signal);
}

/** How often the depth is asked for, in milliseconds: often enough, and not so often that the answers slow the drain. */
const lookEvery = 100;

export async function untilEmpty(system: UnderTest, signal: AbortSignal): Promise<void> {
  while ((await depthOf(system)) > 0) {
    signal.throwIfAborted();
    await delay(lookEvery);
  }
}
