import { availableParallelism } from 'node:os';

/** Someone who wants to start an environment. */
export interface Starter {
  /** Whether its function has fewer environments than it must have: then it may start one although the machine is full. */
  isOwed(): boolean;
  begin(): void;
}

export interface EnvironmentLimitOptions {
  /** How many initialise at once; as many as the machine has processors when absent. */
  startingAtOnce?: number;
  /** How many there are at most; each takes about 30 MB. */
  total: number;
  /** Ends an idle environment to make room, the one that idles longest; false when none does for long enough. */
  endIdlest(): boolean;
}

/**
 * Keeps one machine from starting an environment for every request of a burst, as Lambda's many machines would: all of
 * them slowly, where a few that are soon free again serve it faster and in a fraction of the memory. Each function
 * gets one all the same, so that functions that call functions cannot wait for each other for ever, and one that works off a
 * queue gets one for each of its pollers.
 */
export class EnvironmentLimit {
  readonly #options: Required<EnvironmentLimitOptions>;
  readonly #waiting = new Set<Starter>();
  #starting = 0;
  #living = 0;
  /** Told to end and not gone yet. */
  #ending = 0;

  constructor(options: EnvironmentLimitOptions) {
    this.#options = { startingAtOnce: availableParallelism(), ...options };
  }

  /** Calls `begin` when it is the starter's turn, perhaps at once. */
  request(starter: Starter): void {
    this.#waiting.add(starter);
    this.#next();
  }

  /** The starter was served otherwise. */
  giveUp(starter: Starter): void {
    this.#waiting.delete(starter);
  }

  /** An environment has initialised, or failed to. */
  started(): void {
    this.#starting--;
    this.#next();
  }

  /** An environment is gone. */
  ended(): void {
    this.#living--;
    this.#ending = Math.max(0, this.#ending - 1);
    this.#next();
  }

  /** An environment idles, or has idled for longer: it may have to make room for another function's. */
  idled(): void {
    this.#next();
  }

  #next(): void {
    for (const starter of this.#waiting) {
      if (this.#starting >= this.#options.startingAtOnce) return;
      if (this.#living >= this.#options.total && !starter.isOwed()) continue;
      this.#waiting.delete(starter);
      this.#starting++;
      this.#living++;
      starter.begin();
    }
    // Room comes when it has ended.
    const isFull = this.#living >= this.#options.total;
    if (isFull && this.#waiting.size > this.#ending && this.#options.endIdlest()) this.#ending++;
  }
}
