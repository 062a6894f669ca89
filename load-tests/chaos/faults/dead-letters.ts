import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { countMessages } from '../../queue.ts';
import type { SystemFault } from '../fault.ts';
import { redriveAll } from '../redrive.ts';
import type { Scene } from '../scene.ts';
import { messagesIn } from '../stores/queues.ts';
import { hitPatience, until } from '../until.ts';
import { visibilitySeconds } from '../waits.ts';

export const deadLettersRedrivenTwice: SystemFault = {
  name: 'dead-letters-redriven-twice',
  promise:
    'Events that were done, became dead letters all the same and are redriven twice have no second effect',
  lane: 'queue',
  every: 1_000,
  orders: 8,
  async strike({ scene, placeOrders }) {
    const { faults } = scene.system.run.system;
    const usual = await redrivePolicyOf(scene);
    await scene.changeQueue('WebhookQueueUrl', {
      RedrivePolicy: JSON.stringify({ ...JSON.parse(usual), maxReceiveCount: 1 }),
      VisibilityTimeout: '1',
    });
    // Each event is done and reported as failed, so that the queue gives it up.
    const failing = { error: { preventExecution: false } };
    const experiment = faults.disturbInvocations(scene.nameOf('PaymentsWorker'), failing);
    try {
      placeOrders();
      await until(() => thereAreDeadLetters(scene), hitPatience, scene.signal);
    } finally {
      experiment.end();
      const VisibilityTimeout = String(visibilitySeconds);
      await scene.changeQueue('WebhookQueueUrl', { RedrivePolicy: usual, VisibilityTimeout });
    }
    let copied = 0;
    const copySome = async () => {
      copied = await sendCopies(scene);
      return copied > 0;
    };
    // None are seen while somebody else looks at them.
    await until(copySome, hitPatience, scene.signal);
    await redriveAll(scene);
    return copied;
  },
};

async function redrivePolicyOf({ sqs, output }: Scene): Promise<string> {
  const query = { QueueUrl: output('WebhookQueueUrl'), AttributeNames: ['RedrivePolicy' as const] };
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand(query));
  return Attributes?.RedrivePolicy ?? '';
}

const thereAreDeadLetters = async ({ sqs, output }: Scene) =>
  (await countMessages(sqs, output('WebhookDeadLetterQueueUrl'))).queued > 0;

/** The first of two redrives: a script that sends each dead letter again, and leaves it where it is. */
async function sendCopies(scene: Scene): Promise<number> {
  const { sqs, output } = scene;
  const letters = await messagesIn(scene, 'WebhookDeadLetterQueueUrl');
  for (const { Body: MessageBody, MessageAttributes } of letters)
    await sqs.send(
      new SendMessageCommand({ QueueUrl: output('WebhookQueueUrl'), MessageBody, MessageAttributes }),
    );
  return letters.length;
}
