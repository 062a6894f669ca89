import { setTimeout as delay } from 'node:timers/promises';
import type { LedgerSessions } from '../services/payments/audit.ts';
import { watchSessions } from './audit.ts';
import type { WaitingOrder } from './generator/event.ts';
import type { GeneratorPlan, GeneratorSummary, Progress } from './generator/plan.ts';
import { startGenerator } from './generator/start.ts';
import { countMessages, type QueueCount } from './queue.ts';
import type { Load } from './scenarios.ts';
import type { Target } from './target.ts';
import { refusedSessions } from './worker-log.ts';

/** What is to be sent, and for which orders. */
export interface PlannedLoad {
  load: Load;
  runId: string;
  seed: number;
  orders: readonly WaitingOrder[];
}

/** All that was seen from the first send until the queue was drained. */
export interface Recording {
  summary: GeneratorSummary;
  progress: Progress[];
  queue: QueueCount[];
  sessions: LedgerSessions[];
  refusedSessions: number;
  /** When it ended, in epoch milliseconds. */
  endedAt: number;
}

export interface RecordingOptions {
  /** Ends the load; what was seen so far is the recording. */
  signal: AbortSignal;
  /** How long the queue may take to drain after the last send, in seconds. */
  patienceSeconds: number;
  onSample?: (queue: QueueCount, progress: Progress | undefined) => void;
  /** Told when the run's time 0 is, in epoch milliseconds. */
  onStart?: (startedAt: number) => void;
}

const sampleMilliseconds = 100;
/** A queue that was empty so often in a row is drained. One count may miss what is just changing hands. */
const drainedSamples = 5;
/** The worker's log is read this often: the local run keeps only its latest lines. */
const logMilliseconds = 2_000;

export const planFor = ({ webhookUrl, secret }: Target, { load, ...plan }: PlannedLoad): GeneratorPlan => {
  const { phases, arrivals, duplicates, poison } = load;
  return { url: webhookUrl, secret, phases, arrivals, duplicates, poison, ...plan };
};

/** Sends a load, and watches the queue and the database ten times a second until the queue is drained. */
export async function record(
  target: Target,
  planned: PlannedLoad,
  { signal, patienceSeconds, onSample, onStart }: RecordingOptions,
): Promise<Recording> {
  const [progress, queue, sessions]: [Progress[], QueueCount[], LedgerSessions[]] = [[], [], []];
  const over = new AbortController();
  const watching = watchSessions(target, over.signal, (sample) => sessions.push(sample));
  const refusals = followRefusals(target, over.signal);
  const generator = startGenerator(planFor(target, planned), (now) => {
    if (progress.length === 0) onStart?.(now.startedAt);
    progress.push(now);
  });
  const stop = () => generator.stop();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  let sentAt: number | undefined;
  const done = generator.done.finally(() => {
    sentAt = Date.now();
  });
  done.catch(() => undefined);
  try {
    while (!isDrained(queue, sentAt) && !signal.aborted) {
      if (sentAt !== undefined && Date.now() > sentAt + 1000 * patienceSeconds) break;
      const count = await countMessages(target.sqs, target.queueUrl);
      queue.push(count);
      onSample?.(count, progress.at(-1));
      await delay(sampleMilliseconds);
    }
    const summary = await done;
    const endedAt = Date.now();
    over.abort();
    await watching;
    return { summary, progress, queue, sessions, refusedSessions: await refusals, endedAt };
  } finally {
    signal.removeEventListener('abort', stop);
    generator.stop();
    over.abort();
  }
}

function isDrained(queue: readonly QueueCount[], sentAt: number | undefined): boolean {
  if (sentAt === undefined) return false;
  const last = queue.slice(-drainedSamples);
  return (
    last.length === drainedSamples &&
    last.every(({ at, queued, inFlight }) => at > sentAt && queued + inFlight === 0)
  );
}

/** Counts the refused sessions in the worker's log until the signal aborts. */
async function followRefusals(target: Target, signal: AbortSignal): Promise<number> {
  let [count, from] = [0, Date.now()];
  const read = async () => {
    const to = Date.now();
    count += await refusedSessions(target, from, to - 1);
    from = to;
  };
  while (!signal.aborted) {
    await delay(logMilliseconds, undefined, { signal }).catch(() => undefined);
    await read();
  }
  return count;
}
