import type { Result, Sample } from '../result.ts';
import { type ScenarioName, scenarios } from '../scenarios.ts';
import { goodFindings } from '../testing.ts';
import { rounded } from './chart/number.ts';
import { drawnSamples, expected } from './moments.ts';

/** What is to be played; the defaults are those of the system. */
export interface Played {
  scenario?: ScenarioName;
  limit?: number;
  /** Sessions that the database has for the workers. */
  maxSessions?: number;
  /** Stops after so many seconds, as Ctrl-C does. */
  stopAfter?: number;
}

/** Seconds of one sample. */
const step = 0.1;

/** Mean events of a worker at once, and how long it takes for them: while events arrive, and after. */
const batch = 10;
const serviceSeconds = { arriving: 0.15, calm: 0.1 };

/**
 * A made-up result that could be one: a queue of events with workers behind it, played in steps with some noise that is
 * the same each time. Test data: no system was measured.
 */
export function sampleResult({
  scenario = 'burst',
  limit = 5,
  maxSessions = limit,
  stopAfter,
}: Played = {}): Result {
  const samples = play({ scenario, limit, stopAfter: stopAfter ?? 3600 });
  const last = samples.at(-1) as Sample;
  const peak = (key: keyof Sample) => Math.max(...samples.map((sample) => sample[key]));
  const drainRate = {
    arriving: (limit * batch) / serviceSeconds.arriving,
    calm: (limit * batch) / serviceSeconds.calm,
  };
  const prediction = { workers: limit, batch, serviceSeconds, drainRate, peakDepth: 0, drainSeconds: 0 };
  const predicted = expected(drawnSamples(samples), prediction, scenarios[scenario].outage);
  prediction.peakDepth = Math.max(...predicted.map(({ depth }) => depth));
  prediction.drainSeconds = prediction.peakDepth / drainRate.calm;
  return {
    ...goodFindings,
    scenario,
    partial: stopAfter !== undefined,
    offered: last.offered,
    accepted: last.accepted,
    acceptedUnique: last.accepted,
    committed: last.committed,
    queued: last.accepted - last.committed,
    woken: last.woken,
    waiting: last.woken,
    limit,
    peakWorkers: peak('workers'),
    maxSessions,
    peakSessions: peak('sessions'),
    refusedSessions: Math.max(0, peak('workers') - maxSessions),
    prediction,
    peakDepth: peak('queued'),
    predictedPeakDepth: prediction.peakDepth,
    drainSeconds: prediction.drainSeconds * 1.03,
    predictedDrainSeconds: prediction.drainSeconds,
    oldestAge: peak('oldestAge'),
    endToEndMs: {
      p50: 520 * peak('oldestAge'),
      p90: 900 * peak('oldestAge'),
      p99: 985 * peak('oldestAge'),
      max: 1010 * peak('oldestAge'),
    },
    samples,
    verdict: 'pass',
    reasons: [],
  };
}

function play({
  scenario,
  limit,
  stopAfter,
}: {
  scenario: ScenarioName;
  limit: number;
  stopAfter: number;
}): Sample[] {
  const { phases, outage } = scenarios[scenario];
  const noise = generator();
  const ends = phases.reduce((sum, { seconds }) => sum + seconds, 0);
  const arrivedAt: number[] = [];
  const samples: Sample[] = [];
  let [offered, committed] = [0, 0];
  for (
    let at = -step;
    at < Math.min(stopAfter, ends) || (at < stopAfter && committed < offered);
    at += step
  ) {
    const rate = rateAt(phases, at);
    const arrived = at < 0 ? 0 : Math.round(rate * step + Math.sqrt(rate * step) * (noise() - 0.5) * 2);
    offered += arrived;
    arrivedAt.push(...Array<number>(arrived).fill(at));
    const isAway =
      outage !== undefined && at >= outage.afterSeconds && at < outage.afterSeconds + outage.seconds;
    const seconds = rate > 500 ? serviceSeconds.arriving : serviceSeconds.calm;
    const able = isAway ? 0 : Math.round(((limit * batch) / seconds) * step * (0.85 + 0.3 * noise()));
    const taken = Math.min(offered - committed, able);
    committed += taken;
    const workers = isAway ? 0 : offered > committed ? limit : Math.min(limit, Math.ceil(taken / batch));
    const inFlight = Math.min(offered - committed, limit * batch);
    samples.push({
      at: Math.round(1000 * at),
      offered,
      accepted: offered,
      rejected: 0,
      committed,
      queued: offered - committed - inFlight,
      inFlight,
      oldestAge: committed < offered ? rounded(at - (arrivedAt[committed] ?? at)) : 0,
      workers,
      sessions: isAway ? 0 : Math.min(limit, Math.max(workers, samples.at(-1)?.sessions ?? 0)),
      woken: Math.floor(committed / 10),
    });
  }
  return samples;
}

function rateAt(phases: readonly { rate: number; seconds: number }[], at: number): number {
  let end = 0;
  for (const { rate, seconds } of phases) {
    end += seconds;
    if (at < end) return rate;
  }
  return 0;
}

/** Numbers between 0 and 1 that look random and are the same each time (Park and Miller). */
function generator() {
  let state = 20_261_124;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
