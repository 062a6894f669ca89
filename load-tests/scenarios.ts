/** Arrivals at one rate for some time. */
export interface Phase {
  /** Events a second. */
  rate: number;
  seconds: number;
}

/** What is sent, and when: the same for our generator and for Artillery. Shares are between 0 and 1. */
export interface Load {
  phases: readonly Phase[];
  /** `uniform`: evenly spaced. `poisson`: at random, as from many senders that know nothing of each other. */
  arrivals: 'uniform' | 'poisson';
  /** Of all sends, those that repeat an event to the byte, as a provider does that saw no answer. */
  duplicates: number;
  /** Of all different events, those that are signed and that no worker can handle: they must become dead letters. */
  poison: number;
  /** Of all different events, those that pay an order whose execution waits. The verdict wants at least a tenth. */
  waking: number;
}

/** The database is taken away this long after the first arrival, and comes back. */
export interface Outage {
  afterSeconds: number;
  seconds: number;
}

export interface Scenario extends Load {
  /** One line for the help and the report. */
  description: string;
  /** About how long the whole run takes on one machine with 2 cores. */
  minutes: number;
  /** Only on one machine: nobody takes a database away from others. */
  outage?: Outage;
}

export type ScenarioName = 'steady' | 'burst' | 'poison' | 'outage' | 'soak' | 'compare';

/** What a run is without a name. */
export const defaultScenario: ScenarioName = 'burst';

const usual = { arrivals: 'poisson', duplicates: 0.01, poison: 0, waking: 0.1 } as const;

/** Below the drain rate: five workers do 450 to 900 events a second on 2 cores. */
const steadyRate = 200;

/**
 * All scenarios. A deployed stack gets the same numbers: its throttle and its database are of the same size, and the
 * sending machine is the same.
 */
export const scenarios: Record<ScenarioName, Scenario> = {
  steady: {
    ...usual,
    description: 'below the drain rate: the queue stays empty',
    phases: [{ rate: steadyRate, seconds: 20 }],
    minutes: 1,
  },
  burst: {
    ...usual,
    description:
      'a spike far above the drain rate, then calm: the queue takes it, the database does not notice',
    phases: [
      { rate: 1500, seconds: 3 },
      { rate: 20, seconds: 9 },
    ],
    minutes: 1.5,
  },
  poison: {
    ...usual,
    description: 'one event in a hundred can never be handled: those, and no others, become dead letters',
    phases: [{ rate: steadyRate, seconds: 20 }],
    poison: 0.01,
    minutes: 15,
  },
  outage: {
    ...usual,
    description: 'the database is away for 10 s: events wait, none is lost (one machine only)',
    phases: [{ rate: 100, seconds: 30 }],
    outage: { afterSeconds: 5, seconds: 10 },
    minutes: 5,
  },
  soak: {
    ...usual,
    description: 'ten minutes below the drain rate: nothing grows',
    phases: [{ rate: 100, seconds: 600 }],
    minutes: 14,
  },
  compare: {
    ...usual,
    description: 'the same burst three times: no throttle, reserved concurrency, maximum concurrency',
    phases: [
      { rate: 1000, seconds: 5 },
      { rate: 20, seconds: 10 },
    ],
    minutes: 5,
  },
};
