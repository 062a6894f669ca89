import { setTimeout as delay } from 'node:timers/promises';
import type { Outage } from './scenarios.ts';
import type { Target } from './target.ts';

/**
 * Takes the database away for the time of an outage and brings it back. `startedAt` is the run's time 0 in epoch milliseconds.
 * When the signal aborts, it comes back at once.
 */
export async function interruptDatabase(
  { database }: Pick<Target, 'database'>,
  { afterSeconds, seconds }: Outage,
  startedAt: number,
  signal: AbortSignal,
): Promise<void> {
  if (!database) throw new Error('The database of this system is not ours to take away');
  const until = (at: number) => delay(at - Date.now(), undefined, { signal }).catch(() => undefined);
  await until(startedAt + 1000 * afterSeconds);
  if (signal.aborted) return;
  await database.stop();
  await until(startedAt + 1000 * (afterSeconds + seconds));
  await database.start();
}
