import { setTimeout as delay } from 'node:timers/promises';
import { type FilteredLogEvent, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import type { Target } from './target.ts';

/** One invocation of the worker, from the line that Lambda writes at its end. */
export interface Invocation {
  /** When it ended, in epoch milliseconds. */
  at: number;
  milliseconds: number;
}

/** How PostgreSQL says that it has no session left, for the role or at all. */
const refusals = ['too many connections for role', 'remaining connection slots', 'too many clients already'];

/** What the worker's log said in a time. */
export interface WorkerLog {
  invocations: Invocation[];
  /** How often a worker was refused a session. */
  refusedSessions: number;
}

/** How often the log is read: the local run keeps only its latest lines. */
const everyMilliseconds = 2_000;
/** CloudWatch Logs takes some seconds to show what a function wrote; on one machine it is there at once. */
const delayMilliseconds = { local: 0, aws: 20_000 };

/** Reads the worker's log from now on until the signal aborts. */
export async function followWorkerLog(target: Target, signal: AbortSignal): Promise<WorkerLog> {
  const read: WorkerLog = { invocations: [], refusedSessions: 0 };
  const late = delayMilliseconds[target.kind];
  let from = Date.now();
  for (let isLast = false; !isLast; ) {
    await delay(everyMilliseconds, undefined, { signal }).catch(() => undefined);
    isLast = signal.aborted;
    if (isLast) await delay(late);
    const to = Date.now() - late;
    if (to <= from) continue;
    // The end of a time belongs to it.
    read.invocations.push(...(await invocationsIn(target, from, to - 1)));
    read.refusedSessions += await refusedSessions(target, from, to - 1);
    from = to;
  }
  return read;
}

async function invocationsIn(target: Target, from: number, to: number): Promise<Invocation[]> {
  const events = await filter(target, 'REPORT RequestId', from, to);
  return events.flatMap(({ message = '', timestamp = 0 }) => {
    const milliseconds = durationIn(message);
    return milliseconds === undefined ? [] : [{ at: timestamp, milliseconds }];
  });
}

/** `Duration` of a REPORT line; `Billed Duration` and `Init Duration` come later in it. */
export function durationIn(report: string): number | undefined {
  const duration = /\tDuration: ([\d.]+) ms/.exec(report)?.[1];
  return duration === undefined ? undefined : Number(duration);
}

async function refusedSessions(target: Target, from: number, to: number): Promise<number> {
  const counts = refusals.map(async (words) => (await filter(target, words, from, to)).length);
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

async function filter({ logs, workerLogGroup }: Target, words: string, from: number, to: number) {
  const found: FilteredLogEvent[] = [];
  const query = { logGroupName: workerLogGroup, filterPattern: `"${words}"`, startTime: from, endTime: to };
  for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, query)) found.push(...events);
  return found;
}
