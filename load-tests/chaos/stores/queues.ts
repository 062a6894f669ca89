import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { countMessages } from '../../queue.ts';
import type { Scene } from '../scene.ts';
import type { DeadLetterRow, Snapshot } from '../snapshot.ts';

/** How many messages of each queue wait or are worked on. */
export async function countQueued({ sqs, output }: Scene): Promise<Snapshot['queued']> {
  const count = async (name: string) => {
    const { queued, inFlight } = await countMessages(sqs, output(name));
    return queued + inFlight;
  };
  return { webhook: await count('WebhookQueueUrl'), refunds: await count('RefundQueueUrl') };
}

const readingSeconds = 60;

/** All dead letters, with why they are. They stay where they are. */
export async function readDeadLetters(scene: Scene): Promise<DeadLetterRow[]> {
  const webhook = await messagesIn(scene, 'WebhookDeadLetterQueueUrl');
  const refunds = await messagesIn(scene, 'RefundDeadLetterQueueUrl');
  const reasonOf = ({ MessageId = '' }: Message) => {
    const reason = scene.witness.errors.get(MessageId);
    return { ...(reason && { reason }) };
  };
  return [
    ...webhook.map((message) => ({ queue: 'webhook' as const, ...idsOf(message), ...reasonOf(message) })),
    ...refunds.map((message) => ({ queue: 'refunds' as const, ...idsOf(message), ...reasonOf(message) })),
  ];
}

/** All messages of a queue. They stay where they are. */
export async function messagesIn({ sqs, output }: Scene, name: string): Promise<Message[]> {
  const QueueUrl = output(name);
  const found: Message[] = [];
  for (;;) {
    const batch = {
      ...{ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: readingSeconds },
      MessageAttributeNames: ['All'],
    };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(batch));
    if (Messages.length === 0) break;
    found.push(...Messages);
  }
  for (let from = 0; from < found.length; from += 10) {
    const Entries = found
      .slice(from, from + 10)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
  return found;
}

/** A webhook message has the event in base64, a refund message is JSON itself. */
function idsOf({ Body = '' }: Message): { eventId?: string; paymentId?: string } {
  for (const text of [Body, Buffer.from(Body, 'base64').toString()])
    try {
      const { id, paymentId } = JSON.parse(text);
      return { ...(typeof id === 'string' && { eventId: id }), ...(paymentId && { paymentId }) };
    } catch {
      // Not in this form.
    }
  return {};
}
