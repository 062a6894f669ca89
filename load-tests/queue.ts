import {
  GetQueueAttributesCommand,
  type Message,
  QueueAttributeName,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { eventNumber } from './generator/event.ts';

/** What a queue holds at one moment. On AWS it is approximate. */
export interface QueueCount {
  /** Epoch milliseconds. */
  at: number;
  queued: number;
  inFlight: number;
}

export async function countMessages(sqs: SQSClient, QueueUrl: string): Promise<QueueCount> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        QueueAttributeName.ApproximateNumberOfMessages,
        QueueAttributeName.ApproximateNumberOfMessagesNotVisible,
      ],
    }),
  );
  return {
    at: Date.now(),
    queued: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
    inFlight: Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0),
  };
}

/** Long enough to read them all; after that they are back. */
const readingSeconds = 60;

/** The numbers of the run's events that wait in a dead-letter queue. They stay in it. */
export async function deadLettersOf(sqs: SQSClient, QueueUrl: string, runId: string): Promise<Set<number>> {
  const found = new Set<number>();
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: readingSeconds,
        WaitTimeSeconds: 1,
      }),
    );
    if (Messages.length === 0) return found;
    for (const message of Messages) {
      const number = eventNumber(runId, idOf(message));
      if (number !== undefined) found.add(number);
    }
  }
}

/** The id of the event in a message of the webhook's queue: its body is the request's, in base64. */
function idOf({ Body = '' }: Message): string {
  try {
    return String(JSON.parse(Buffer.from(Body, 'base64').toString()).id);
  } catch {
    // No JSON: somebody else's.
    return '';
  }
}
