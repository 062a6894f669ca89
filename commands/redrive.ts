import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SQSClient } from '@aws-sdk/client-sqs';
import { capacity } from '../infra/capacity.ts';
import { type Command, text, UsageError, type Values } from './lib/command.ts';
import {
  type DeadLetter,
  type DeadLetterQueue,
  findDeadLetterQueues,
  mostRead,
  readDeadLetters,
} from './lib/dead-letters.ts';
import { findDeployment } from './lib/deployment.ts';
import { WorkerLog } from './lib/redrive-log.ts';
import { moveBack } from './lib/redrive-move.ts';
import { followOutcomes, type Outcome } from './lib/redrive-outcomes.ts';

/**
 * Messages a second that go back to each queue: one for each of its workers that may run at once. A webhook worker needs
 * some hundredths of a second for a message that it can handle, a refund worker one call of the provider: either keeps up,
 * and nearly all of the webhook's time is left for what the provider sends meanwhile.
 */
const defaultRates: Record<string, number> = {
  Webhook: capacity.webhook.workers,
  Refund: capacity.refunds.workers,
};
/** For a queue whose workers are not known here: the least that SQS does. */
const leastRate = 1;

export const command: Command = {
  summary: 'Shows the messages that no worker could handle, with their last errors, and has them tried again',
  options: {
    'dry-run': { type: 'boolean', description: 'only show them' },
    rate: {
      type: 'string',
      description: 'messages a second that go back, 1 to 500 (default: as many as workers may run at once)',
    },
    wait: {
      type: 'string',
      default: '60',
      description: 'how many seconds to wait for what becomes of them (default 60)',
    },
    url: { type: 'string', description: 'the running system (default http://127.0.0.1:3000)' },
  },
  async run({ values }) {
    const rate = values['rate'] === undefined ? undefined : wholeNumber(values, 'rate', 500);
    const seconds = wholeNumber(values, 'wait', 3600);
    const { clientConfig, ...deployment } = await findDeployment(text(values, 'url'));
    const sqs = new SQSClient(clientConfig);
    const logs = new CloudWatchLogsClient(clientConfig);
    const problems: string[] = [];
    for (const queue of await findDeadLetterQueues({ clientConfig, ...deployment }, sqs)) {
      const logGroup = deployment.outputs[`${queue.name}LogGroupName`];
      const log = logGroup ? new WorkerLog(logs, logGroup) : undefined;
      const letters = await show(sqs, queue, log);
      if (letters.length === 0 || values['dry-run']) continue;
      // One queue that cannot be emptied keeps no other from it.
      const ofQueue = await tryAgain({ sqs, queue, log, letters, rate, seconds }).catch(reason);
      problems.push(...ofQueue.map((problem) => `${queue.name}: ${problem}`));
    }
    if (problems.length > 0) throw new Error(problems.join('; '));
  },
};

const reason = (error: unknown) => [error instanceof Error ? error.message : String(error)];

interface Redrive {
  sqs: SQSClient;
  queue: DeadLetterQueue;
  log: WorkerLog | undefined;
  letters: DeadLetter[];
  rate: number | undefined;
  seconds: number;
}

/** Moves the messages of a queue back and says what becomes of them; answers what went wrong. */
async function tryAgain({ sqs, queue, log, letters, rate, seconds }: Redrive): Promise<string[]> {
  const movedAt = new Date();
  await move(sqs, queue, rate ?? defaultRates[queue.name] ?? leastRate);
  if (log) return tell(await followOutcomes(log, letters, { movedAt, seconds }), seconds);
  console.log(`  what becomes of them is not known: the stack has no output ${queue.name}LogGroupName`);
  return [];
}

/** Says what waits in a queue and why; answers what it read. */
async function show(
  sqs: SQSClient,
  queue: DeadLetterQueue,
  log: WorkerLog | undefined,
): Promise<DeadLetter[]> {
  const letters = await readDeadLetters(sqs, queue);
  console.log(`${queue.name}: ${count(Math.max(letters.length, queue.count), 'dead letter')}`);
  for (const letter of letters) {
    const { arrivedAt, receiveCount, what } = letter;
    console.log(`  ${arrivedAt.toISOString()}, received ${count(receiveCount, 'time')}: ${what}`);
    console.log(`    failed last with: ${(log && (await lastError(log, letter))) ?? noError}`);
  }
  if (letters.length === mostRead) console.log(`  No more than ${mostRead} are read.`);
  if (letters.length > 0)
    console.log(
      '  Looking counted as one more receive, which means nothing here: the move starts the count anew.',
    );
  return letters;
}

const noError =
  'no error in the log: the worker ran out of time or memory, or the line is gone (it is kept for a month)';

async function lastError(log: WorkerLog, { messageId, sentAt }: DeadLetter): Promise<string | undefined> {
  return (await log.lines(messageId, sentAt)).findLast(({ isError }) => isError)?.says;
}

async function move(sqs: SQSClient, queue: DeadLetterQueue, rate: number): Promise<void> {
  const { isTTY } = process.stderr;
  const onProgress = (moved: number) => isTTY && process.stderr.write(`\r  ${moved} moved \x1b[K`);
  const moved = await moveBack(sqs, queue, { rate, onProgress });
  if (isTTY) process.stderr.write('\r\x1b[K');
  console.log(`  ${moved} moved back to be tried again, ${rate} a second`);
}

/** Says what became of each; answers what went wrong. */
function tell(outcomes: Outcome[], seconds: number): string[] {
  for (const { letter, is, says } of outcomes) {
    const how = { handled: `handled (${says})`, failed: `failed again with: ${says}` };
    console.log(`  ${is ? how[is] : `not seen in the log for ${seconds} s`}: ${letter.what}`);
  }
  const failed = outcomes.filter(({ is }) => is === 'failed').length;
  const unseen = outcomes.filter(({ is }) => is === undefined).length;
  const ofAll = `of ${outcomes.length}`;
  return [
    ...(failed ? [`${failed} ${ofAll} failed again and come back when all their attempts have`] : []),
    ...(unseen ? [`${unseen} ${ofAll} were not seen: look again later`] : []),
  ];
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;

function wholeNumber(values: Values, name: string, most: number): number {
  const given = text(values, name) ?? '';
  const value = /^\d{1,9}$/.test(given) ? Number(given) : 0;
  if (value >= 1 && value <= most) return value;
  throw new UsageError(`--${name} is "${given}"; give a whole number from 1 to ${most}`);
}
