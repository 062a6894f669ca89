import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Deployment, output } from '../../commands/lib/deployment.ts';
import { refundTimeoutSeconds, workerTimeoutSeconds } from '../../services/payments/time-limits.ts';

/** In milliseconds, for what must also hold when a message failed once. */
export const secondTryPatience = 75_000;

/**
 * A message that failed once, on a machine that is busy with many tests, comes back soon instead of after some minutes: as
 * soon as Lambda allows, which is the function's timeout.
 */
export async function hideBriefly(deployment: Deployment): Promise<void> {
  const sqs = new SQSClient(deployment.clientConfig);
  const seconds = { WebhookQueueUrl: workerTimeoutSeconds, RefundQueueUrl: refundTimeoutSeconds };
  for (const [name, timeout] of Object.entries(seconds))
    await sqs.send(
      new SetQueueAttributesCommand({
        QueueUrl: output(deployment, name),
        Attributes: { VisibilityTimeout: String(timeout) },
      }),
    );
}
