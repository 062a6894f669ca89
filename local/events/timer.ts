import { after } from '../long-timer.ts';
import type { Schedule } from './schedule.ts';

/** Calls `fire` with each time of a schedule, counted from now in the run's own time, until what it answers is called. */
export function follow(
  schedule: Schedule,
  milliseconds: (seconds: number) => number,
  fire: (time: Date) => void,
): () => void {
  let cancel = () => {};
  const next = (from: Date) => {
    const due = schedule(from);
    if (!due) return;
    cancel = after(milliseconds((due.getTime() - from.getTime()) / 1000), () => {
      next(due);
      fire(due);
    });
  };
  next(new Date());
  return () => cancel();
}
