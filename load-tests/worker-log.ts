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

/** The worker's invocations that ended between two instants, both in epoch milliseconds. */
export async function invocationsIn(target: Target, from: number, to: number): Promise<Invocation[]> {
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

/** How often a worker was refused a session in that time. */
export async function refusedSessions(target: Target, from: number, to: number): Promise<number> {
  const counts = refusals.map(async (words) => (await filter(target, words, from, to)).length);
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

async function filter({ logs, workerLogGroup }: Target, words: string, from: number, to: number) {
  const found: FilteredLogEvent[] = [];
  const query = { logGroupName: workerLogGroup, filterPattern: `"${words}"`, startTime: from, endTime: to };
  for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, query)) found.push(...events);
  return found;
}
