import { randomBytes } from 'node:crypto';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { capacity } from '../../../infra/capacity.ts';
import { startGenerator } from '../../../load-tests/generator/start.ts';
import { ConsoleError, type ConsoleParts } from '../../../local/console/index.ts';
import { accessToken } from '../access-token.ts';
import { findDeadLetterQueues, readDeadLetters } from '../dead-letters.ts';
import { type Deployment, output } from '../deployment.ts';
import { outcomes, signingSecret } from '../payment-event.ts';
import { type ProviderAccess, providerClient } from '../provider.ts';
import { payAtProvider, refundAtProvider } from '../provider-payment.ts';
import { WorkerLog } from '../redrive-log.ts';
import { moveBack } from '../redrive-move.ts';
import { readModel } from './model.ts';
import { buildPage } from './page-files.ts';
import type { WorkerSessions } from './sessions.ts';

export interface ShownSystem {
  assemblyDir: string;
  deployment: Deployment;
  provider: ProviderAccess;
  sessions: WorkerSessions;
}

const money = { amount: z.int().min(1).max(99_999_999), currency: z.string().regex(/^[A-Z]{3}$/) };
const paymentSchema = z.strictObject({
  orderId: z.string().regex(/^[\w-]{1,64}$/),
  outcome: z.enum(outcomes),
  ...money,
});
const burstSchema = z.strictObject({ events: z.int().min(1).max(5_000) });
const redriveSchema = z.strictObject({ queue: z.string().max(64) });

/** In how many seconds a burst arrives. */
const burstSeconds = 2;

/** What the console shows and does of the system that `npm start` has started. */
export function consoleParts({ assemblyDir, deployment, provider, sessions }: ShownSystem): ConsoleParts {
  const sqs = new SQSClient(deployment.clientConfig);
  const logs = new CloudWatchLogsClient(deployment.clientConfig);
  const queueName = (name: string) => output(deployment, name).split('/').at(-1) ?? '';
  // Who reads dead letters hides them for a moment: a redrive at that time would miss them.
  const inTurn = oneAtATime();
  let bursting = false;
  return {
    page: buildPage,
    sessions: () => sessions.count(),
    reads: {
      model: async () =>
        readModel(assemblyDir, {
          webhook: queueName('WebhookQueueUrl'),
          deadLetters: queueName('WebhookDeadLetterQueueUrl'),
        }),
      session: async () => ({
        customer: await accessToken(deployment, 'customer'),
        operator: await accessToken(deployment, 'operator'),
      }),
      'dead-letters': () => inTurn(async () => ({ queues: await deadLetters(deployment, sqs, logs) })),
    },
    actions: {
      async pay(input) {
        const { orderId, outcome, amount, currency } = checked(paymentSchema, input);
        const stripe = providerClient(provider);
        if (outcome === 'refunded') return { results: await refundAtProvider(stripe, orderId) };
        return { results: [await payAtProvider({ stripe, orderId, amount, currency }, outcome)] };
      },
      async burst(input) {
        const { events } = checked(burstSchema, input);
        if (bursting) throw new ConsoleError(409, 'A burst is under way.');
        bursting = true;
        try {
          const generator = startGenerator({
            url: `${deployment.url}/webhooks/payments`,
            secret: await signingSecret(deployment),
            runId: randomBytes(8).toString('hex'),
            seed: 1,
            orders: [],
            phases: [{ rate: events / burstSeconds, seconds: burstSeconds }],
            arrivals: 'uniform',
            duplicates: 0,
            poison: 0,
          });
          const { accepted, rejected, failed } = await generator.done;
          return { accepted, rejected, failed };
        } finally {
          bursting = false;
        }
      },
      async redrive(input) {
        const { queue: name } = checked(redriveSchema, input);
        const queue = (await findDeadLetterQueues(deployment, sqs)).find((one) => one.name === name);
        if (!queue) throw new ConsoleError(404, `There is no dead-letter queue ${name}.`);
        const options = { rate: capacity.webhook.workers, onProgress: () => {} };
        return { moved: await inTurn(() => moveBack(sqs, queue, options)) };
      },
    },
  };
}

/** Begins each piece of work when the one before has ended, well or not. */
function oneAtATime(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next;
    return next;
  };
}

async function deadLetters(deployment: Deployment, sqs: SQSClient, logs: CloudWatchLogsClient) {
  const queues = await findDeadLetterQueues(deployment, sqs);
  return Promise.all(
    queues.map(async (queue) => {
      const letters = queue.count === 0 ? [] : await readDeadLetters(sqs, queue);
      const group = deployment.outputs[`${queue.name}LogGroupName`];
      const log = group ? new WorkerLog(logs, group) : undefined;
      const told = letters.map(async ({ messageId, sentAt, arrivedAt, receiveCount, what }) => {
        const lines = (await log?.lines(messageId, sentAt)) ?? [];
        const reason = lines.findLast(({ isError }) => isError)?.says ?? '';
        return { messageId, arrivedAt: arrivedAt.getTime(), receiveCount, what, reason };
      });
      return { name: queue.name, letters: await Promise.all(told) };
    }),
  );
}

function checked<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new ConsoleError(400, z.prettifyError(result.error));
}
