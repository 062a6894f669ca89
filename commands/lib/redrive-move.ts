import { setTimeout as sleep } from 'node:timers/promises';
import {
  ListMessageMoveTasksCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { DeadLetterQueue } from './dead-letters.ts';

const pollMilliseconds = 500;

/** How to move dead letters back. */
export interface MoveOptions {
  /** Messages a second, 1 to 500. */
  rate: number;
  /** Told how many have been moved so far, as near as SQS says. */
  onProgress: (moved: number) => void;
}

/**
 * Moves all messages of a dead-letter queue back and follows that to its end; answers how many there were. Throws SQS's
 * reason when it fails. When this process ends before, SQS goes on moving.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
export async function moveBack(
  sqs: SQSClient,
  { arn, sourceArn }: DeadLetterQueue,
  { rate, onProgress }: MoveOptions,
): Promise<number> {
  await sqs.send(
    new StartMessageMoveTaskCommand({
      SourceArn: arn,
      // Without it SQS asks each message where it failed, which one that a person put there cannot say.
      DestinationArn: sourceArn,
      MaxNumberOfMessagesPerSecond: rate,
    }),
  );
  for (;;) {
    const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arn, MaxResults: 1 }));
    const { Status, FailureReason, ApproximateNumberOfMessagesMoved: moved = 0 } = Results?.[0] ?? {};
    onProgress(moved);
    if (Status === 'COMPLETED') return moved;
    if (Status !== 'RUNNING')
      throw new Error(
        `The move is ${Status ?? 'not known to SQS'} after ${moved} messages: ${FailureReason ?? 'SQS gives no reason'}`,
      );
    await sleep(pollMilliseconds);
  }
}
