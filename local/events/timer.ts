import { after } from '../long-timer.ts';
import type { LocalSystem } from '../system.ts';
import type { Schedule } from './schedule.ts';

/** Calls `fire` with each time of a schedule, counted from the start in the run's own time. */
export class Timer {
  readonly #schedule: Schedule;
  readonly #fire: (time: Date) => void;
  readonly #system: Pick<LocalSystem, 'milliseconds'>;
  #cancel = () => {};

  constructor(schedule: Schedule, fire: (time: Date) => void, system: Pick<LocalSystem, 'milliseconds'>) {
    this.#schedule = schedule;
    this.#fire = fire;
    this.#system = system;
  }

  start(from = new Date()): void {
    const due = this.#schedule(from);
    if (!due) return;
    this.#cancel = after(this.#system.milliseconds((due.getTime() - from.getTime()) / 1000), () => {
      this.start(due);
      this.#fire(due);
    });
  }

  stop(): void {
    this.#cancel();
  }
}
