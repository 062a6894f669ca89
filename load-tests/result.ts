import type { ScenarioName } from './scenarios.ts';

/** What one moment of a run looked like. Counts are totals since the run began, the rest is of the moment. */
export interface Sample {
  /** Milliseconds since the first intended arrival; negative before it. */
  at: number;
  /** Sends that were due by now, whether or not they have been answered. */
  offered: number;
  /** Answered 202: queued. */
  accepted: number;
  /** Answered 429: throttled by the API. */
  rejected: number;
  /** Rows of this run's events in the ledger's inbox. */
  committed: number;
  /** Messages that wait for a worker. */
  queued: number;
  /** Messages that a worker has. */
  inFlight: number;
  /** Age of the oldest event that is accepted and not committed, in seconds. */
  oldestAge: number;
  /** Workers that hold a session in PostgreSQL and are at work. */
  workers: number;
  /** Sessions of the ledger's role in PostgreSQL. */
  sessions: number;
  /** Orders that the run's events have woken so far. */
  woken: number;
}

/** Latencies of one kind in milliseconds, from an HDR histogram. */
export interface Latencies {
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

/** What was expected before the burst, from the calibration: μ = C·b/S. */
export interface Prediction {
  /** C, the throttle: workers at once. */
  workers: number;
  /** b, the mean number of events that a worker gets at once. */
  batch: number;
  /** S, the mean time in seconds that a batch keeps one of the C places: while events arrive, and after. */
  serviceSeconds: { arriving: number; calm: number };
  /** μ in events a second: while events arrive, and after. */
  drainRate: { arriving: number; calm: number };
  peakDepth: number;
  drainSeconds: number;
}

/** `result.json`: what a load test found, with its verdict. Times in seconds unless the name says otherwise. */
export interface Result {
  scenario: ScenarioName;
  /** The run stood under this URL; `local` shows the documented model, `aws` shows AWS. */
  target: { url: string; kind: 'local' | 'aws' };
  /** ISO 8601 instant in UTC. */
  startedAt: string;
  seed: number;
  /** 1 unless runs before it were not as fast as predicted: then the last of those was its calibration. */
  attempt: number;
  /** Ended before its end, by Ctrl-C. */
  partial: boolean;

  /** Sends that were intended, accepted (202), rejected (429), and that failed otherwise. */
  offered: number;
  accepted: number;
  rejected: number;
  failed: number;
  /** Of the accepted: different event ids. The rest are duplicates on purpose. */
  acceptedUnique: number;
  /** Accepted unique = committed + deadLettered + queued + lost. */
  committed: number;
  deadLettered: number;
  queued: number;
  lost: number;
  /** Events that were dead-lettered and should not have been, or the other way round. */
  wronglyDeadLettered: number;
  /** Effects beyond the first: ledger entries or wake-ups of one event. */
  duplicateEffects: number;
  /** Orders whose execution the run's events woke, of those that waited. */
  woken: number;
  waiting: number;

  /** The throttle, and what was seen at the database. */
  limit: number;
  peakWorkers: number;
  /** limit × pool. */
  maxSessions: number;
  peakSessions: number;
  /** Sessions that PostgreSQL refused for want of a free one. */
  refusedSessions: number;

  prediction: Prediction;
  peakDepth: number;
  predictedPeakDepth: number;
  drainSeconds: number;
  predictedDrainSeconds: number;
  /** The greatest age of the oldest event, in seconds. */
  oldestAge: number;
  /** From the intended send to the answer, and to the commit in the ledger. */
  latencyMs: Latencies;
  endToEndMs: Latencies;
  /** How late sends left: p99 and greatest, in milliseconds; and the generator's share of one core. */
  generatorLagMs: { p99: number; max: number };
  generatorCpu: number;

  samples: Sample[];
  verdict: 'pass' | 'fail' | 'invalid';
  /** Why it is no pass, one sentence each; empty when it is. */
  reasons: string[];
}
