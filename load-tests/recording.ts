import { setTimeout as delay } from 'node:timers/promises';
import type { LedgerSessions } from '../services/payments/audit.ts';
import { watchSessions } from './audit.ts';
import type { WaitingOrder } from './generator/event.ts';
import type { GeneratorPlan, GeneratorSummary, Progress } from './generator/plan.ts';
import { startGenerator } from './generator/start.ts';
import { countMessages, type QueueCount } from './queue.ts';
import type { Load } from './scenarios.ts';
import type { Target } from './target.ts';
import { followWorkerLog, type WorkerLog } from './worker-log.ts';

/** What is to be sent, and for which orders. */
export interface PlannedLoad {
  load: Load;
  runId: string;
  seed: number;
  orders: readonly WaitingOrder[];
}

/** All that was seen from the first send until the queue was drained. */
export interface Recording extends WorkerLog {
  summary: GeneratorSummary;
  progress: Progress[];
  queue: QueueCount[];
  sessions: LedgerSessions[];
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
  // First: it may refuse the plan, and then nothing else must run.
  const generator = startGenerator(planFor(target, planned), (now) => {
    if (progress.length === 0) onStart?.(now.startedAt);
    progress.push(now);
  });
  const over = new AbortController();
  const watching = watchSessions(target, over.signal, (sample) => sessions.push(sample));
  const log = followWorkerLog(target, over.signal);
  const stop = () => generator.stop();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  let sentAt: number | undefined;
  const done = generator.done.finally(() => {
    sentAt = Date.now();
  });
  // Both are awaited below, unless something fails before.
  for (const promise of [done, log]) promise.catch(() => undefined);
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
    return { summary, progress, queue, sessions, ...(await log), endedAt };
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
