import { describe, expect, test } from 'vitest';
import type { Result, Sample } from '../result.ts';
import { goodFindings } from '../testing.ts';
import { commitDelays, drawnSamples, expected, perSecond, storedSamples } from './moments.ts';
import { sampleResult } from './testing.ts';

const soak = sampleResult({ scenario: 'soak' });

const still: Sample = {
  at: 0,
  offered: 0,
  accepted: 0,
  rejected: 0,
  committed: 0,
  queued: 0,
  inFlight: 0,
  oldestAge: 0,
  workers: 0,
  sessions: 0,
  woken: 0,
};

/** Samples ten times a second, from 0 to `seconds`. */
const every = (seconds: number, sample: (second: number) => Partial<Sample>): Sample[] =>
  Array.from({ length: 10 * seconds + 1 }, (_, index) => ({
    ...still,
    at: 100 * index,
    ...sample(index / 10),
  }));

/** 1,000 events a second for 6 s, then none. */
const burst = every(30, (second) => ({ offered: 1000 * Math.min(6, second) }));

const prediction = { ...goodFindings.prediction, drainRate: { arriving: 300, calm: 420 } };

describe('a run of ten minutes', () => {
  test('is stored and drawn with fewer samples than were taken', () => {
    expect(soak.samples.length).toBeGreaterThan(5900);
    expect(storedSamples(soak.samples).length).toBeLessThanOrEqual(1200);
    expect(drawnSamples(soak.samples).length).toBeLessThanOrEqual(400);
  });

  test('keeps its one short peak and its last counts', () => {
    const samples = soak.samples.map((sample, index) =>
      index === 3333 ? { ...sample, sessions: 99 } : sample,
    );
    for (const fewer of [storedSamples(samples), drawnSamples(samples)]) {
      expect(Math.max(...fewer.map(({ sessions }) => sessions))).toBe(99);
      expect(fewer.at(-1)).toMatchObject({ at: samples.at(-1)?.at, committed: soak.committed });
    }
  });
});

test('a short run is stored as it was sampled', () => {
  const { samples } = sampleResult();
  expect(storedSamples(samples)).toEqual(samples);
});

test('what was sampled long before the first arrival is not drawn', () => {
  const samples = [{ ...still, at: -30_000 }, { ...still, at: -700 }, still];
  expect(drawnSamples(samples)[0]?.at).toBe(-700);
});

test('a rate is the growth of a count in a second', () => {
  const samples = every(1, (second) => ({ committed: 250 * second }));
  expect(perSecond(samples, 'committed').slice(1)).toEqual(Array(10).fill(expect.closeTo(250)));
});

describe('the prediction', () => {
  const predicted = expected(burst, prediction);

  test('rises by what arrives and cannot leave: (λ−μ)·T', () => {
    expect(Math.max(...predicted.map(({ depth }) => depth))).toBeCloseTo((1000 - 300) * 6);
  });

  test('drains at the rate after the burst: depth ÷ μ', () => {
    const empty = burst[predicted.findLastIndex(({ depth }) => depth > 0) + 1]?.at ?? 0;
    expect(empty / 1000).toBeCloseTo(6 + 4200 / 420);
  });

  test('lets the last event of the burst wait for the whole drain', () => {
    expect(Math.max(...predicted.map(({ age }) => age))).toBeCloseTo(10, 0);
  });

  test('lets the oldest be as old as the first that is not through yet', () => {
    const through = 300 * 3;
    expect(predicted[30]?.age).toBeCloseTo(3 - through / 1000);
  });

  test('leaves no more than arrived when the queue is empty', () => {
    const calm = every(5, (second) => ({ offered: 100 * second }));
    for (const { depth, drain, age } of expected(calm, prediction).slice(1)) {
      expect(depth).toBeCloseTo(0);
      expect(drain).toBeCloseTo(100);
      expect(age).toBe(0);
    }
  });

  test('lets nothing leave while the database is away', () => {
    const calm = every(20, (second) => ({ offered: 100 * second }));
    const away = expected(calm, prediction, { afterSeconds: 5, seconds: 10 });
    expect(Math.max(...away.map(({ depth }) => depth))).toBeCloseTo(1000);
    expect(away[100]?.drain).toBeCloseTo(0);
  });

  test('knows nothing of what was measured', () => {
    const measured = burst.map((sample) => ({ ...sample, committed: 7, queued: 7, accepted: 7, workers: 7 }));
    expect(expected(measured, prediction)).toEqual(predicted);
  });
});

describe('the delay of a commit', () => {
  const result: Result = { ...sampleResult(), offered: 6000, acceptedUnique: 3000, deadLettered: 0 };
  /** Half of the sends are duplicates; each event is committed 4 s after it arrived. */
  const samples = burst.map((sample, index) => ({
    ...sample,
    committed: (burst[index - 40]?.offered ?? 0) / 2,
  }));
  const delays = commitDelays(samples, result);

  test('is the time since as many had arrived', () => {
    for (const delay of delays.slice(41, 100)) expect(delay).toBeCloseTo(4);
  });

  test('is unknown while nothing is committed', () => {
    expect(delays.slice(0, 40)).toEqual(Array(40).fill(null));
    expect(delays.at(-1)).toBeNull();
  });

  test('is unknown when nothing was accepted', () => {
    expect(commitDelays(samples, { ...result, offered: 0, acceptedUnique: 0 })).toEqual(
      samples.map(() => null),
    );
  });
});
