import { setTimeout as delay } from 'node:timers/promises';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type LocalRun, startLocal } from '../../local/start.ts';
import { countMessages } from '../queue.ts';
import { type Invocations, receivedAgain, watchInvocations } from './invocations.ts';
import { idsOf, published, type SampleSetting, stackName, writeSample } from './sample-template.ts';

/** What became of a setting's messages. */
export interface SampleOutcome extends SampleSetting {
  /** Messages that the function did. */
  processed: number;
  /** Attempts to invoke it that were throttled. */
  throttled: number;
  /** Messages that were received more than once. */
  receivedAgain: number;
  deadLettered: number;
  /** Until no message was left in the queue. */
  seconds: number;
}

/** Longer than every message takes to be received as often as it may be. */
const patienceSeconds = 60;

/** Runs AWS's published sample in several settings side by side, each with queues and a function of its own. */
export async function runSample(
  folder: string,
  settings: readonly SampleSetting[],
  signal: AbortSignal,
): Promise<SampleOutcome[]> {
  writeSample(folder, settings);
  const run = await startLocal({ assemblyDir: folder, signal });
  try {
    return await Promise.all(settings.map((setting, index) => runSetting(run, setting, index, signal)));
  } finally {
    await run.stop();
  }
}

async function runSetting(
  { system, endpointUrl, outputs }: LocalRun,
  setting: SampleSetting,
  index: number,
  signal: AbortSignal,
): Promise<SampleOutcome> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sqs = new SQSClient({ endpoint: endpointUrl, region: system.region, credentials });
  const urlOf = (id: string) => outputs[stackName]?.[id] ?? '';
  const { queue, deadLetters } = idsOf(index);
  const seen = watchInvocations(system.functions, system.queues.find(urlOf(queue)).arn);
  const startedAt = performance.now();
  await sendAll(sqs, urlOf(queue));
  await untilEmpty(sqs, urlOf(queue), signal);
  const seconds = (performance.now() - startedAt) / 1000;
  const { queued: deadLettered } = await countMessages(sqs, urlOf(deadLetters));
  return { ...setting, ...countsOf(seen), deadLettered, seconds };
}

const countsOf = (seen: Invocations) => ({
  processed: seen.handled.size,
  throttled: seen.throttled,
  receivedAgain: receivedAgain(seen),
});

async function sendAll(sqs: SQSClient, QueueUrl: string): Promise<void> {
  const all = Array.from({ length: published.messages }, (_, index) => String(index));
  for (let sent = 0; sent < all.length; sent += 10) {
    const Entries = all.slice(sent, sent + 10).map((Id) => ({ Id, MessageBody: 'testing' }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  }
}

async function untilEmpty(sqs: SQSClient, queueUrl: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + 1000 * patienceSeconds;
  while (Date.now() < deadline) {
    const { queued, inFlight } = await countMessages(sqs, queueUrl);
    if (queued + inFlight === 0) return;
    await delay(100, undefined, { signal });
  }
}
