import { describe, expect, test } from 'vitest';
import { calibrate, calibrationLoad, isSteady, latestOf } from './calibration.ts';
import type { GeneratorSummary } from './generator/plan.ts';
import type { Calibration } from './prediction.ts';
import { type ScenarioName, scenarios } from './scenarios.ts';
import type { Invocation } from './worker-log.ts';

const startedAt = 1_000_000;
const phases = [
  { rate: 1000, seconds: 3 },
  { rate: 0, seconds: 9 },
];
const drainedAt = startedAt + 12_000;

/** What five places do that take a batch of ten as soon as they have done with the one before. */
function recorded(secondsPerBatch: (at: number) => number) {
  const invocations: Invocation[] = [];
  const rows: [string, number][] = [];
  for (let place = 0; place < 5; place += 1) {
    for (let at = startedAt + 40 * place; at < drainedAt; ) {
      const milliseconds = 1000 * secondsPerBatch(at);
      at += milliseconds;
      invocations.push({ at, milliseconds });
      for (let event = 0; event < 10; event += 1) rows.push([String(rows.length), at]);
    }
  }
  return { invocations, rows };
}

function calibrated(secondsPerBatch: (at: number) => number, summary: Partial<GeneratorSummary> = {}) {
  const { invocations, rows } = recorded(secondsPerBatch);
  const queue = [
    { at: startedAt + 2_000, queued: 0, inFlight: 0 },
    { at: startedAt + 5_000, queued: 900, inFlight: 50 },
    { at: drainedAt, queued: 0, inFlight: 20 },
  ];
  const recording = {
    summary: { startedAt, accepted: 3000, acceptedUnique: 3000, ...summary } as GeneratorSummary,
    queue,
    invocations,
  };
  return calibrate(recording, { recorded: rows }, phases);
}

describe('a calibration', () => {
  test('measures b and S, and μ = C·b/S from them', () => {
    const { workers, batch, serviceSeconds, drainRate } = calibrated(() => 0.2);
    expect(workers).toBe(5);
    expect(batch).toBeCloseTo(10, 1);
    expect(serviceSeconds.calm).toBeCloseTo(0.2, 2);
    expect(drainRate.calm).toBeCloseTo(250, -1);
  });

  test('tells the time while events arrive from the time after', () => {
    const { serviceSeconds } = calibrated((at) => (at < startedAt + 3_000 ? 0.5 : 0.1));
    expect(serviceSeconds.arriving).toBeCloseTo(0.5, 1);
    expect(serviceSeconds.calm).toBeCloseTo(0.1, 2);
  });

  test('of the last two has the lesser S of each kind, and μ follows from that', () => {
    const whileArriving = (arriving: number, calm: number) =>
      calibrated((at) => (at < startedAt + 3_000 ? arriving : calm));
    const all = [calibrated(() => 0.05), whileArriving(0.2, 0.1), whileArriving(0.4, 0.08)];
    const { batch, serviceSeconds, drainRate } = latestOf(all as [Calibration, ...Calibration[]]);
    expect(batch).toBeCloseTo(10, 0);
    expect(serviceSeconds.arriving).toBeCloseTo(0.2, 1);
    expect(serviceSeconds.calm).toBeCloseTo(0.08, 2);
    expect(drainRate.calm).toBeCloseTo((5 * batch) / serviceSeconds.calm);
  });

  test('counts duplicates as messages, although they leave no row', () => {
    const { batch } = calibrated(() => 0.2, { accepted: 3300 });
    expect(batch).toBeCloseTo(11, 1);
  });

  test('counts the time in which a place was free though all were wanted', () => {
    const { invocations, rows } = recorded(() => 0.2);
    const half = invocations.map((each) => ({ ...each, milliseconds: each.milliseconds / 2 }));
    const recording = {
      summary: { startedAt, accepted: 3000, acceptedUnique: 3000 } as GeneratorSummary,
      queue: [{ at: drainedAt, queued: 0, inFlight: 0 }],
      invocations: half,
    };
    expect(calibrate(recording, { recorded: rows }, phases).serviceSeconds.calm).toBeCloseTo(0.2, 2);
  });

  test('without an invocation says so', () => {
    const recording = {
      summary: { startedAt, accepted: 10, acceptedUnique: 10 } as GeneratorSummary,
      queue: [{ at: drainedAt, queued: 0, inFlight: 0 }],
      invocations: [],
    };
    expect(() => calibrate(recording, { recorded: [] }, phases)).toThrow('No worker was invoked');
  });

  test.each(Object.keys(scenarios) as ScenarioName[])(
    'of %s sends no poison, and never less at once than the scenario',
    (name) => {
      const load = scenarios[name];
      const most = Math.max(...load.phases.map(({ rate }) => rate));
      const rehearsal = calibrationLoad(load);
      expect(rehearsal).toMatchObject({ poison: 0, waking: load.waking, duplicates: load.duplicates });
      expect(rehearsal.phases[0]?.rate).toBeGreaterThanOrEqual(most);
    },
  );
});

describe('calibrations', () => {
  const { burst, steady } = scenarios;
  const taking = (...seconds: number[]) => seconds.map((each) => calibrated(() => each));

  test('are steady when two in a row predict the same, within seven in a hundred', () => {
    expect(isSteady(taking(0.1, 0.1), burst.phases)).toBe(true);
    expect(isSteady(taking(0.1, 0.104), burst.phases)).toBe(true);
    expect(isSteady(taking(0.1, 0.115), burst.phases)).toBe(false);
    expect(isSteady(taking(0.115, 0.1), burst.phases)).toBe(false);
  });

  test('are judged by the last two, and one alone is never steady', () => {
    expect(isSteady(taking(0.2, 0.1, 0.1), burst.phases)).toBe(true);
    expect(isSteady(taking(0.1, 0.1, 0.2), burst.phases)).toBe(false);
    expect(isSteady(taking(0.1), burst.phases)).toBe(false);
  });

  test('are steady for a load that leaves nothing in the queue, however fast it is drained', () => {
    expect(isSteady(taking(0.1, 0.05), steady.phases)).toBe(true);
  });
});
