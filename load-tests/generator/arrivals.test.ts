import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrivalTimes, randomFrom } from './arrivals.ts';

const phase = fc.record({ rate: fc.integer({ min: 1, max: 500 }), seconds: fc.integer({ min: 1, max: 5 }) });
const phasesOf = fc.array(phase, { minLength: 1, maxLength: 4 });
const total = (phases: readonly { rate: number; seconds: number }[]) =>
  phases.reduce((sum, { rate, seconds }) => sum + rate * seconds, 0);
const gapsOf = (times: Float64Array) => [...times].slice(1).map((time, index) => time - (times[index] ?? 0));

describe('uniform arrivals', () => {
  test('are rate × seconds of each phase, evenly spaced within it', () => {
    fc.assert(
      fc.property(phasesOf, (phases) => {
        const times = arrivalTimes({ phases, arrivals: 'uniform' }, randomFrom(1));
        expect(times).toHaveLength(total(phases));
        let [start, from] = [0, 0];
        for (const { rate, seconds } of phases) {
          const own = times.slice(from, from + rate * seconds);
          expect(own[0]).toBe(start);
          expect(gapsOf(own).every((gap) => Math.abs(gap - 1000 / rate) < 1e-6)).toBe(true);
          start += seconds * 1000;
          from += own.length;
        }
      }),
    );
  });
});

describe('Poisson arrivals', () => {
  const times = arrivalTimes({ phases: [{ rate: 1000, seconds: 100 }], arrivals: 'poisson' }, randomFrom(7));

  test('have exponential gaps: the mean is 1/rate, the deviation as large', () => {
    const gaps = gapsOf(times);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(mean).toBeGreaterThan(0.98);
    expect(mean).toBeLessThan(1.02);
    expect(Math.sqrt(variance)).toBeGreaterThan(0.97);
    expect(Math.sqrt(variance)).toBeLessThan(1.03);
  });

  test('vary from window to window as much as they are many: variance and mean of the counts agree', () => {
    const counts = new Array<number>(10_000).fill(0);
    for (const time of times) counts[Math.floor(time / 10)] = (counts[Math.floor(time / 10)] ?? 0) + 1;
    const mean = times.length / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
    expect(variance / mean).toBeGreaterThan(0.95);
    expect(variance / mean).toBeLessThan(1.05);
  });

  test('keep to their phases and come in order', () => {
    fc.assert(
      fc.property(phasesOf, fc.integer(), (phases, seed) => {
        const some = arrivalTimes({ phases, arrivals: 'poisson' }, randomFrom(seed));
        expect(gapsOf(some).every((gap) => gap >= 0)).toBe(true);
        expect(some.at(-1) ?? 0).toBeLessThan(phases.reduce((sum, { seconds }) => sum + seconds * 1000, 0));
      }),
    );
  });

  test('are the same of the same seed, and others of another', () => {
    const ofSeed = (seed: number) =>
      arrivalTimes({ phases: [{ rate: 100, seconds: 2 }], arrivals: 'poisson' }, randomFrom(seed));
    expect(ofSeed(3)).toEqual(ofSeed(3));
    expect(ofSeed(3)).not.toEqual(ofSeed(4));
  });
});
