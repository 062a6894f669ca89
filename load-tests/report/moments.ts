import type { Prediction, Result, Sample } from '../result.ts';
import { type Outage, scenarios } from '../scenarios.ts';
import { rounded } from './chart/number.ts';

/** `result.json` holds at most so many samples, a chart so many moments. */
const most = { stored: 1200, drawn: 400 };

/** A moment of a chart is at least this long, in milliseconds: shorter, and a rate shows single batches. */
const shortestMoment = 500;

/** The samples that are stored: all of a short run; of a long one fewer, as `merged` makes them. No digits that say nothing. */
export function storedSamples(samples: readonly Sample[]): Sample[] {
  const few =
    samples.length <= most.stored ? samples : merged(samples, duration(samples) / (most.stored - 2));
  return few.map((sample) => {
    const entries = Object.entries(sample).map(([key, value]) => [key, rounded(value)]);
    return Object.fromEntries(entries) as Sample;
  });
}

/** The samples that are drawn, none before the second that precedes the first arrival. */
export function drawnSamples(samples: readonly Sample[]): Sample[] {
  const shown = samples.filter(({ at }) => at >= -1000);
  return merged(shown, Math.max(shortestMoment, duration(shown) / (most.drawn - 2)));
}

const duration = (samples: readonly Sample[]) => (samples.at(-1)?.at ?? 0) - (samples[0]?.at ?? 0);

/** One sample for each stretch of `width` milliseconds: its last, with the greatest of what was seen at a moment: peaks stay. */
function merged(samples: readonly Sample[], width: number): Sample[] {
  const stretches = Map.groupBy(samples, ({ at }) => Math.ceil(at / width));
  return [...stretches.values()].map((stretch) => {
    const greatest = (key: keyof Sample) => Math.max(...stretch.map((sample) => sample[key]));
    const last = stretch.at(-1) as Sample;
    return {
      ...last,
      queued: greatest('queued'),
      inFlight: greatest('inFlight'),
      oldestAge: greatest('oldestAge'),
      workers: greatest('workers'),
      sessions: greatest('sessions'),
    };
  });
}

/** How much a count grew in each second since the moment before. */
export function perSecond(
  samples: readonly Sample[],
  key: 'offered' | 'accepted' | 'rejected' | 'committed',
): number[] {
  return samples.map((sample, index) => {
    const before = samples[index - 1];
    return before === undefined
      ? 0
      : Math.max(0, (sample[key] - before[key]) / ((sample.at - before.at) / 1000));
  });
}

/** What the calibration lets one expect at a moment. */
export interface Expected {
  /** Messages that wait. */
  depth: number;
  /** Events that leave the queue, in a second. */
  drain: number;
  /** Age of the oldest that waits, in seconds. */
  age: number;
}

/**
 * The prediction over time: events arrive as they were intended to and leave at the rate μ of the calibration. What the
 * workers cannot take waits, first come, first served. Nothing of what was measured after the calibration is in it.
 */
export function expected(samples: readonly Sample[], prediction: Prediction, outage?: Outage): Expected[] {
  const arriving = perSecond(samples, 'offered');
  let depth = 0;
  return samples.map(({ at, offered }, index) => {
    const seconds = (at - (samples[index - 1]?.at ?? at)) / 1000;
    const arrived = (arriving[index] ?? 0) * seconds;
    const able = drainRate(arriving[index] ?? 0, prediction) * (seconds - secondsAway(at, seconds, outage));
    const left = Math.min(depth + arrived, able);
    depth += arrived - left;
    return {
      depth,
      drain: seconds === 0 ? 0 : left / seconds,
      age: depth < 1 ? 0 : (at - reachedAt(samples, offered - depth)) / 1000,
    };
  });
}

/** Taking in a burst costs the machine something: μ is another one as long as more arrives than can leave. */
const drainRate = (arriving: number, { drainRate: rate }: Prediction) =>
  arriving > rate.arriving ? rate.arriving : rate.calm;

/** How many of the `seconds` before `at` lie in the outage. */
function secondsAway(at: number, seconds: number, outage?: Outage) {
  if (outage === undefined) return 0;
  const end = at / 1000;
  const away =
    Math.min(end, outage.afterSeconds + outage.seconds) - Math.max(end - seconds, outage.afterSeconds);
  return Math.max(0, away);
}

/** When, in milliseconds, so many events had arrived. */
function reachedAt(samples: readonly Sample[], count: number): number {
  const index = samples.findIndex(({ offered }) => offered >= count);
  const [before, after] = [samples[index - 1], samples[index]];
  if (after === undefined) return samples.at(-1)?.at ?? 0;
  if (before === undefined || after.offered === before.offered) return after.at;
  return before.at + ((after.at - before.at) * (count - before.offered)) / (after.offered - before.offered);
}

/**
 * For each moment, how many seconds ago the event arrived that was committed then, from the two counts, as if events were
 * committed in the order of their arrival. Null while nothing was committed.
 */
export function commitDelays(
  samples: readonly Sample[],
  { acceptedUnique, deadLettered, offered }: Result,
): (number | null)[] {
  const share = (acceptedUnique - deadLettered) / offered;
  return samples.map(({ at, committed }, index) => {
    const before = samples[index - 1]?.committed ?? 0;
    if (committed === before || !(share > 0)) return null;
    return Math.max(0, at - reachedAt(samples, committed / share)) / 1000;
  });
}

/** When the scenario took the database away. */
export const outageOf = ({ scenario }: Result): Outage | undefined => scenarios[scenario].outage;
