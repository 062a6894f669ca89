import { availableParallelism } from 'node:os';

/** Someone who wants to start an environment. */
export interface Starter {
  /** Whether its function has fewer environments than it must have: then it may start one although the machine is full. */
  isOwed(): boolean;
  /** How many environments its function has. */
  environments(): number;
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
 * queue gets one for each of its pollers. Who has fewest is next, and who has more than twice as many gives one up: where the
 * steps of a work share the machine, the first must not have so much of it that all of the work waits before the last.
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

  /**
   * Lets a function that waits start one in the place of a free one of a function that has more than twice as many. Whether it
   * did: then the free one must end.
   */
  replaces(environments: number): boolean {
    if (this.#living < this.#options.total || this.#starting >= this.#options.startingAtOnce) return false;
    const next = fewest(this.#waiting);
    if (!next || 2 * next.environments() >= environments) return false;
    this.#begin(next);
    return true;
  }

  /** An environment idles, or has idled for longer: it may have to make room for another function's. */
  idled(): void {
    this.#next();
  }

  #next(): void {
    for (let next = this.#whoMayStart(); next; next = this.#whoMayStart()) this.#begin(next);
    // Room comes when it has ended.
    const isFull = this.#living >= this.#options.total;
    if (isFull && this.#waiting.size > this.#ending && this.#options.endIdlest()) this.#ending++;
  }

  #begin(starter: Starter): void {
    this.#waiting.delete(starter);
    this.#starting++;
    this.#living++;
    starter.begin();
  }

  #whoMayStart(): Starter | undefined {
    if (this.#starting >= this.#options.startingAtOnce) return undefined;
    const isFull = this.#living >= this.#options.total;
    return fewest(isFull ? [...this.#waiting].filter((starter) => starter.isOwed()) : this.#waiting);
  }
}

/** The starter whose function has fewest environments, of several the one that waits longest. */
function fewest(starters: Iterable<Starter>): Starter | undefined {
  let [found, least] = [undefined as Starter | undefined, Number.POSITIVE_INFINITY];
  for (const starter of starters) {
    const environments = starter.environments();
    if (environments < least) [found, least] = [starter, environments];
  }
  return found;
}
