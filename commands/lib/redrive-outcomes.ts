import { setTimeout as sleep } from 'node:timers/promises';
import type { DeadLetter } from './dead-letters.ts';
import type { WorkerLine, WorkerLog } from './redrive-log.ts';

/** What became of a dead letter after it was moved back. */
export interface Outcome {
  letter: DeadLetter;
  /** Nothing when no worker has written about it yet. */
  is?: 'handled' | 'failed';
  /** What the worker wrote. */
  says?: string;
}

/** Calls of FilterLogEvents are limited to a few a second for an account. */
const pollMilliseconds = 1000;
/** Our clock and that of CloudWatch may differ. */
const clockSkewMilliseconds = 5000;

/**
 * Reads the worker's log until it tells of every letter, for `seconds` at most. The move gives a message a new id, so its
 * lines are known by the correlation id of its attributes, which stays, or by the ids in its body.
 */
export async function followOutcomes(
  log: WorkerLog,
  letters: DeadLetter[],
  { movedAt, seconds }: { movedAt: Date; seconds: number },
): Promise<Outcome[]> {
  const since = new Date(movedAt.getTime() - clockSkewMilliseconds);
  const end = Date.now() + seconds * 1000;
  let before = 0;
  for (;;) {
    const lines = await log.lines('messageId', since);
    const outcomes = letters.map((letter) => outcomeOf(letter, lines));
    const known = outcomes.filter(({ is }) => is !== undefined).length;
    // Once more than needed: a worker may say something of a message before it fails.
    const isComplete = known === letters.length && before === known;
    if (isComplete || Date.now() + pollMilliseconds > end) return outcomes;
    before = known;
    await sleep(pollMilliseconds);
  }
}

function outcomeOf(letter: DeadLetter, lines: WorkerLine[]): Outcome {
  const { correlationId, ids } = letter;
  const marks = correlationId ? [`"correlationId":"${correlationId}"`] : ids.map((id) => `"${id}"`);
  const about = lines.filter(({ text }) => marks.some((mark) => text.includes(mark)));
  const failure = about.findLast(({ isError }) => isError);
  if (failure) return { letter, is: 'failed', says: failure.says };
  const last = about.at(-1);
  return last ? { letter, is: 'handled', says: last.says } : { letter };
}
