import { setImmediate as turn } from 'node:timers/promises';
import jsonata from 'jsonata';
import type { Clock } from './clock.ts';

interface Timer {
  at: number;
  call(): void;
}

/** A clock on which no time passes but in leaps: from one wait to the next, once nothing else is left to do. */
export class VirtualClock implements Clock {
  #now = Date.now();
  readonly #timers = new Set<Timer>();
  readonly #formatTime = jsonata('$fromMillis($at, $picture, $timezone)');
  readonly functions = {
    millis: () => this.#now,
    now: (picture?: string, timezone?: string) =>
      this.#formatTime.evaluate(undefined, { at: this.#now, picture, timezone }),
  };

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, call: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, milliseconds), call };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Lets time pass until something is over. All that it waits for must be on this clock or done at once. */
  async runUntil(isOver: () => boolean): Promise<void> {
    for (;;) {
      // All that can go on without waiting has gone on by then.
      await turn();
      if (isOver()) return;
      const [first, ...others] = this.#timers;
      if (!first) throw new Error('It waits for something that never comes');
      const next = others.reduce((soonest, timer) => (timer.at < soonest.at ? timer : soonest), first);
      this.#timers.delete(next);
      this.#now = next.at;
      next.call();
    }
  }
}
