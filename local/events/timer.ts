import type { LocalSystem } from '../system.ts';
import type { Schedule } from './schedule.ts';

/** Node fires longer timers at once. */
const longestTimer = 2 ** 31 - 1;

/** Calls `fire` with each time of a schedule, counted from the start in the run's own time. */
export class Timer {
  readonly #schedule: Schedule;
  readonly #fire: (time: Date) => void;
  readonly #system: Pick<LocalSystem, 'milliseconds'>;
  #timer: NodeJS.Timeout | undefined;

  constructor(schedule: Schedule, fire: (time: Date) => void, system: Pick<LocalSystem, 'milliseconds'>) {
    this.#schedule = schedule;
    this.#fire = fire;
    this.#system = system;
  }

  start(from = new Date()): void {
    const due = this.#schedule(from);
    this.#wait(this.#system.milliseconds((due.getTime() - from.getTime()) / 1000), () => {
      this.start(due);
      this.#fire(due);
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(milliseconds: number, then: () => void): void {
    const part = Math.min(milliseconds, longestTimer);
    this.#timer = setTimeout(
      () => (milliseconds > part ? this.#wait(milliseconds - part, then) : then()),
      part,
    );
  }
}
