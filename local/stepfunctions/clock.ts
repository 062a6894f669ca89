import { after } from '../long-timer.ts';

/** What executions read the time from and wait by. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back once after a time, and answers how to call it off. */
  after(milliseconds: number, call: () => void): () => void;
  /** `$now` and `$millis`, when they are not those of the machine's clock. */
  readonly functions?: object;
}

export const machineClock: Clock = { now: () => Date.now(), after };
