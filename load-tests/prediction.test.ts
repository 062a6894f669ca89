import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Calibration, predict, spikeEnd } from './prediction.ts';
import { type Phase, scenarios } from './scenarios.ts';

const calibrated = (arriving: number, calm = arriving): Calibration => ({
  workers: 5,
  batch: 10,
  serviceSeconds: { arriving: 50 / arriving, calm: 50 / calm },
  drainRate: { arriving, calm },
});

describe('the prediction', () => {
  test('of a spike is (λ - μ)·T waiting at its end, and then a drain by μ alone', () => {
    const { peakDepth, drainSeconds } = predict([{ rate: 1500, seconds: 6 }], calibrated(500));
    expect(peakDepth).toBe(6000);
    expect(drainSeconds).toBe(12);
  });

  test('takes what arrives in the calm after a spike from the speed of its drain', () => {
    const phases = [
      { rate: 1500, seconds: 6 },
      { rate: 100, seconds: 60 },
    ];
    expect(predict(phases, calibrated(500)).drainSeconds).toBe(15);
  });

  test('drains faster from the moment on at which the calm ends', () => {
    const phases = [
      { rate: 1500, seconds: 6 },
      { rate: 100, seconds: 10 },
    ];
    expect(predict(phases, calibrated(500)).drainSeconds).toBe(10 + 2000 / 500);
  });

  test('ends the drain of the greatest depth when the queue is empty, not when a smaller spike is over', () => {
    const phases = [
      { rate: 1500, seconds: 5 },
      { rate: 0, seconds: 60 },
      { rate: 600, seconds: 1 },
    ];
    expect(predict(phases, calibrated(500)).drainSeconds).toBe(10);
  });

  test('fills by the drain rate of the spike and drains by that of the calm', () => {
    const { peakDepth, drainSeconds } = predict([{ rate: 1000, seconds: 4 }], calibrated(400, 600));
    expect(peakDepth).toBe(2400);
    expect(drainSeconds).toBe(4);
  });

  test('keeps what the calibration measured', () => {
    expect(predict([{ rate: 1, seconds: 1 }], calibrated(400, 600))).toMatchObject(calibrated(400, 600));
  });
});

const tenths = (most: number) => fc.integer({ min: 1, max: most * 10 }).map((count) => count / 10);
const phase = fc.record({ rate: fc.integer({ min: 1, max: 2000 }), seconds: tenths(10) });
const rate = fc.integer({ min: 50, max: 800 });
const calibration = fc.record({ arriving: rate, calm: rate }).map((rates) => {
  return calibrated(Math.min(rates.arriving, rates.calm), rates.calm);
});

test('any load fills the queue as deep as it does in small steps', () => {
  fc.assert(
    fc.property(fc.array(phase, { minLength: 1, maxLength: 4 }), calibration, (phases, measured) => {
      const { peakDepth } = predict(phases, measured);
      expect(peakDepth).toBeCloseTo(inSteps(phases, measured).peakDepth, 3);
    }),
  );
});

test('a load that only ever becomes less drains from its peak on as long as it does in small steps', () => {
  const falling = fc
    .array(phase, { minLength: 1, maxLength: 4 })
    .map((phases) => phases.toSorted((one, other) => other.rate - one.rate));
  fc.assert(
    fc.property(falling, calibration, (phases, measured) => {
      const { drainSeconds } = predict(phases, measured);
      const steps = inSteps(phases, measured);
      expect(Math.abs(drainSeconds - steps.drainSeconds)).toBeLessThanOrEqual(step);
    }),
  );
});

test('a load that is never above the drain rate leaves nothing in the queue', () => {
  fc.assert(
    fc.property(fc.array(phase, { minLength: 1 }), (phases) => {
      const most = Math.max(...phases.map((each) => each.rate));
      expect(predict(phases, calibrated(most))).toMatchObject({ peakDepth: 0, drainSeconds: 0 });
    }),
  );
});

describe('the spike ends', () => {
  test('with the phase of the greatest rate, wherever it is', () => {
    const [low, high] = [
      { rate: 20, seconds: 10 },
      { rate: 1500, seconds: 3 },
    ];
    expect(spikeEnd([high, low])).toBe(3);
    expect(spikeEnd([low, high, low])).toBe(13);
    expect(spikeEnd([low])).toBe(10);
  });

  test.each(Object.entries(scenarios))(
    'in %s where the queue is deepest by the prediction',
    (_, { phases }) => {
      const most = Math.max(...phases.map((each) => each.rate));
      const { peakAt } = inSteps(phases, calibrated(most / 2));
      expect(Math.abs(spikeEnd(phases) - peakAt)).toBeLessThanOrEqual(step);
    },
  );
});

const step = 0.005;

/** The same queue, played in small steps of time. All phases last whole numbers of them. */
function inSteps(phases: readonly Phase[], { drainRate }: Calibration) {
  let [depth, peakDepth, now, peakAt, emptyAt] = [0, 0, 0, 0, 0];
  const take = (arriving: number) => {
    const wasWaiting = depth > 0;
    now += step;
    depth += (arriving - (arriving > drainRate.calm ? drainRate.arriving : drainRate.calm)) * step;
    // What is left of rounding is no event.
    if (depth < 1e-6) depth = 0;
    if (wasWaiting && depth === 0) emptyAt = now;
    if (depth > peakDepth + 1e-6) [peakDepth, peakAt] = [depth, now];
  };
  for (const { rate: arriving, seconds } of phases)
    for (let left = Math.round(seconds / step); left > 0; left -= 1) take(arriving);
  while (depth > 0) take(0);
  return { peakDepth, peakAt, drainSeconds: Math.max(0, emptyAt - peakAt) };
}
