import { describe, expect, test } from 'vitest';
import { goodFindings } from './testing.ts';
import { type Findings, judge, missesOnlyPrediction } from './verdict.ts';

const judged = (change: Partial<Findings>) => judge({ ...goodFindings, ...change });

test('a run that kept every promise passes, without a reason', () => {
  expect(judge(goodFindings)).toMatchObject({ verdict: 'pass', reasons: [] });
});

describe('a run fails for', () => {
  test.each<[string, Partial<Findings>, RegExp]>([
    ['a lost event', { committed: goodFindings.committed - 1, lost: 1 }, /^Lost: 9000 different/],
    ['an event from nowhere', { committed: goodFindings.committed + 1 }, /make 9001$/],
    ['an event that is still queued', { committed: 8999, queued: 1 }, /not drained: 1 events/],
    ['a second effect', { duplicateEffects: 1 }, /^1 events had more than one effect/],
    ['one worker too many', { peakWorkers: 6 }, /^6 workers .* limit is 5/],
    ['one session too many', { peakSessions: 6 }, /^PostgreSQL held 6 sessions .* is 5/],
    ['a refused session', { refusedSessions: 1 }, /refused 1 sessions/],
    ['a healthy event among the dead letters', { wronglyDeadLettered: 1 }, /not exactly the poison/],
    ['an order that was not woken', { woken: goodFindings.woken - 1 }, /^1 of 900 paid orders/],
    ['too few waiting orders', { waiting: 800, woken: 800 }, /Only 800 of 9000/],
    ['a queue deeper than predicted', { peakDepth: 7701 }, /peak depth .* outside/],
    ['a queue shallower than predicted', { peakDepth: 6299 }, /peak depth .* outside/],
    ['a slower drain than predicted', { drainSeconds: 16.6 }, /time to drain .* outside/],
    ['a faster drain than predicted', { drainSeconds: 13.4 }, /time to drain .* outside/],
  ])('%s', (_, change, reason) => {
    const { verdict, reasons } = judged(change);
    expect(verdict).toBe('fail');
    expect(reasons.some((each) => reason.test(each))).toBe(true);
  });

  test('two broken promises with two reasons', () => {
    expect(judged({ peakWorkers: 9, duplicateEffects: 2 }).reasons).toHaveLength(2);
  });
});

describe('a run is invalid when', () => {
  test.each<[string, Partial<Findings>]>([
    ['the generator was late', { generatorLagMs: { p99: 101, max: 400 } }],
    ['the generator used up its core', { generatorCpu: 0.91 }],
    ['nothing was accepted', { accepted: 0, failed: 9090 }],
    ['answers are missing', { accepted: 9089 }],
  ])('%s, whatever else was found', (_, change) => {
    expect(judged({ ...change, lost: 5 })).toMatchObject({ verdict: 'invalid' });
  });
});

describe('a partial run', () => {
  test('is not blamed for what it did not get to', () => {
    const change = {
      partial: true,
      committed: 4000,
      queued: 5000,
      woken: 400,
      peakDepth: 1,
      drainSeconds: 0,
    };
    expect(judged(change)).toMatchObject({ verdict: 'pass', reasons: [] });
  });

  test('still fails for an event that is lost', () => {
    expect(judged({ partial: true, committed: 4000, queued: 4999, lost: 1 }).verdict).toBe('fail');
  });
});

test('a scenario that lets no queue build up has no prediction to miss', () => {
  const change = { predictedPeakDepth: 0, predictedDrainSeconds: 0, peakDepth: 12, drainSeconds: 0.1 };
  expect(judged(change).verdict).toBe('pass');
});

test.each<[string, Partial<Findings>, boolean]>([
  ['was as predicted', {}, false],
  ['drained in another time', { drainSeconds: 30 }, true],
  ['drained in another time, and lost an event', { drainSeconds: 30, committed: 8999, lost: 1 }, false],
  ['lost an event', { committed: 8999, lost: 1 }, false],
])('a run that %s: only the prediction is missed is %s', (_, change, expected) => {
  expect(missesOnlyPrediction(judged(change))).toBe(expected);
});
