import { build } from 'hdr-histogram-js';
import { describe, expect, test } from 'vitest';
import { capacity } from '../infra/capacity.ts';
import { type Evidence, findingsOf } from './findings.ts';
import type { EventKind } from './generator/schedule.ts';
import { spikeEnd } from './prediction.ts';
import type { Recording } from './recording.ts';
import { scenarios } from './scenarios.ts';
import { goodFindings } from './testing.ts';

const startedAt = Date.parse('2026-11-24T10:00:00Z');

/** Ten attempts, one every 100 ms, all accepted and committed a second later. */
const count = 10;
const intendedAt = Array.from({ length: count }, (_, number) => startedAt + 100 * number);
const recorded = intendedAt.map((at, number): [string, number] => [String(number), at + 1000]);
const kinds = Array<EventKind>(count).fill('attempt');

interface Change extends Partial<Omit<Evidence, 'recording'>> {
  recording?: Partial<Recording>;
  summary?: Partial<Recording['summary']>;
}

function found({ recording, summary, ...change }: Change = {}) {
  const latencies = { p50: 1, p90: 2, p99: 3, max: 4 };
  const evidence: Evidence = {
    scenario: 'burst',
    target: {
      kind: 'local',
      deployment: { url: 'http://127.0.0.1:3000', clientConfig: { region: 'us-east-1' }, outputs: {} },
    },
    seed: 1,
    attempt: 1,
    partial: false,
    prediction: goodFindings.prediction,
    ledger: { recorded, bookedTwice: 0 },
    deadLetters: new Set(),
    kinds,
    waiting: 0,
    outcomes: { wokenAt: [], twice: 0 },
    ...change,
    recording: {
      summary: {
        ...{ startedAt, partial: false, failures: {}, latencyMs: latencies, lagMs: latencies },
        ...{ offered: count, accepted: count, rejected: 0, failed: 0, acceptedUnique: count },
        cpu: { mean: 0.1, peak: 0.2 },
        histograms: { latency: build(), lag: build() },
        events: eventsOf(Array(count).fill(1)),
        ...summary,
      },
      ...{ progress: [], queue: [], sessions: [], invocations: [], refusedSessions: 0 },
      endedAt: startedAt + 20_000,
      ...recording,
    },
  };
  return findingsOf(evidence);
}

const eventsOf = (accepted: number[]) => ({
  intendedAt: Float64Array.from(intendedAt),
  accepted: Uint8Array.from(accepted),
});
/** The queue, so many milliseconds after the start. */
const queueAt = (at: number, queued: number, inFlight = 0) => ({ at: startedAt + at, queued, inFlight });
const without = (...missing: number[]) => recorded.filter(([suffix]) => !missing.includes(Number(suffix)));
const ledgerWithout = (...missing: number[]) => ({ recorded: without(...missing), bookedTwice: 0 });
const poisonAt = (...numbers: number[]) =>
  kinds.map((kind, number): EventKind => (numbers.includes(number) ? 'poison' : kind));

describe('every accepted event is somewhere', () => {
  const whereabouts = (change: Change) => {
    const { acceptedUnique, committed, deadLettered, queued, lost } = found(change);
    expect(committed + deadLettered + queued + lost).toBe(acceptedUnique);
    return { committed, deadLettered, queued, lost };
  };

  test.each<[string, Change, Partial<ReturnType<typeof whereabouts>>]>([
    ['in the ledger', {}, { committed: 10, lost: 0 }],
    ['lost, when it is nowhere', { ledger: ledgerWithout(3) }, { committed: 9, queued: 0, lost: 1 }],
    [
      'among the dead letters',
      { ledger: ledgerWithout(3), deadLetters: new Set([3]) },
      { committed: 9, deadLettered: 1, lost: 0 },
    ],
    [
      'lost, although another one is both in the ledger and among the dead letters',
      { ledger: ledgerWithout(3), deadLetters: new Set([4]) },
      { committed: 9, deadLettered: 0, lost: 1 },
    ],
    [
      'in the queue, waiting or with a worker',
      { ledger: ledgerWithout(3, 4), recording: { queue: [queueAt(0, 9), queueAt(15_000, 1, 1)] } },
      { committed: 8, queued: 2, lost: 0 },
    ],
    [
      'lost, when the queue holds less than is missing',
      { ledger: ledgerWithout(3, 4), recording: { queue: [queueAt(0, 9), queueAt(15_000, 1)] } },
      { committed: 8, queued: 1, lost: 1 },
    ],
    [
      'once, however many copies of it the queue holds',
      { ledger: ledgerWithout(3), recording: { queue: [queueAt(15_000, 3)] } },
      { committed: 9, queued: 1, lost: 0 },
    ],
    [
      'in the ledger, although a duplicate of it is still in the queue',
      { recording: { queue: [queueAt(15_000, 1)] }, summary: { offered: 11, accepted: 11 } },
      { committed: 10, queued: 0, lost: 0 },
    ],
  ])('%s', (_, change, expected) => expect(whereabouts(change)).toMatchObject(expected));

  test('but not one that was rejected, also when the ledger holds it', () => {
    const events = eventsOf([...Array<number>(9).fill(1), 0]);
    const summary = { accepted: 9, rejected: 1, acceptedUnique: 9, events };
    expect(whereabouts({ summary })).toMatchObject({ committed: 9, lost: 0 });
    expect(whereabouts({ summary, ledger: ledgerWithout(9) })).toMatchObject({ committed: 9, lost: 0 });
  });
});

describe('dead letters are wrong', () => {
  const wrong = (change: Change) => found(change).wronglyDeadLettered;
  const kept = { ledger: ledgerWithout(3) };

  test.each<[number, string, Change]>([
    [0, 'not when they are the poison', { ...kept, kinds: poisonAt(3), deadLetters: new Set([3]) }],
    [1, 'when one is no poison', { ...kept, deadLetters: new Set([3]) }],
    [1, 'when poison is not among them', { kinds: poisonAt(3) }],
    [2, 'for both', { ...kept, kinds: poisonAt(4), deadLetters: new Set([3]) }],
  ])('%i times: %s', (times, _, change) => expect(wrong(change)).toBe(times));

  test('not when the poison was never accepted', () => {
    const events = eventsOf([0, ...Array<number>(9).fill(1)]);
    expect(wrong({ summary: { events }, kinds: poisonAt(0), ledger: ledgerWithout(0) })).toBe(0);
  });

  test('not yet when the poison still waits for its last attempt', () => {
    expect(wrong({ ...kept, kinds: poisonAt(3), recording: { queue: [queueAt(15_000, 0, 1)] } })).toBe(0);
  });
});

test('second effects are those in the ledger and those on orders', () => {
  const outcomes = { wokenAt: [startedAt], twice: 3 };
  expect(found({ ledger: { recorded, bookedTwice: 2 }, outcomes })).toMatchObject({
    duplicateEffects: 5,
    woken: 1,
  });
});

test('peaks are the greatest of what was seen, next to their limits', () => {
  const sessions = [
    { at: startedAt, sessions: 4, workers: 1 },
    { at: startedAt + 100, sessions: 2, workers: 2 },
  ];
  const { workers, poolSize } = capacity.webhook;
  const queue = [queueAt(0, 7), queueAt(100, 9, 50), queueAt(200, 0)];
  expect(found({ recording: { sessions, queue, refusedSessions: 6 } })).toMatchObject({
    ...{ peakSessions: 4, peakWorkers: 2, refusedSessions: 6, peakDepth: 9 },
    ...{ limit: workers, maxSessions: workers * poolSize },
  });
});

describe('the time to drain', () => {
  const end = 1000 * spikeEnd(scenarios.burst.phases);
  const drain = (...queue: Recording['queue']) => found({ recording: { queue } }).drainSeconds;

  test('is from the end of the spike to the first count with nothing waiting', () => {
    const before = queueAt(end - 100, 0);
    expect(drain(before, queueAt(end, 50), queueAt(end + 4200, 0, 10), queueAt(end + 9000, 0))).toBe(4.2);
  });

  test('is as long as was watched when the queue never became empty', () => {
    expect(drain(queueAt(end, 50), queueAt(end + 7000, 2))).toBe(7);
  });

  test('is nothing for a run that ended before its spike did', () => {
    expect(drain(queueAt(end - 500, 50))).toBe(0);
  });
});

test('from arrival to commit is told from the intended send, of what is in the ledger', () => {
  const late = intendedAt.map((at, number): [string, number] => [String(number), at + 100 * (number + 1)]);
  const { p50, p90, max } = found({ ledger: { recorded: late, bookedTwice: 0 } }).endToEndMs;
  for (const [value, expected] of [
    [p50, 500],
    [p90, 900],
    [max, 1000],
  ] as const)
    expect(Math.abs(value - expected)).toBeLessThan(0.01 * expected);
  const { endToEndMs } = found({ ledger: { recorded: late.slice(0, 1), bookedTwice: 0 } });
  expect(endToEndMs.max).toBeLessThan(101);
});

describe('a sample for each count of the queue', () => {
  const queue = [queueAt(-100, 0), queueAt(950, 9, 1), queueAt(1350, 6), queueAt(3000, 0)];
  const counts = { rejected: 0, failed: 0, startedAt };
  const recording = {
    ...{ queue, endedAt: startedAt + 3000 },
    progress: [
      { ...counts, at: 900, offered: 9, accepted: 8 },
      { ...counts, at: 1400, offered: 10, accepted: 9 },
    ],
    sessions: [{ at: startedAt + 1300, sessions: 5, workers: 4 }],
  };
  const run = found({ recording, outcomes: { wokenAt: [startedAt + 1100], twice: 0 } });

  test('has what was seen elsewhere as of then, and at the end what the run came to', () => {
    const of = (key: keyof (typeof run.samples)[number]) => run.samples.map((sample) => sample[key]);
    expect(of('at')).toEqual([-100, 950, 1350, 3000]);
    expect(of('offered')).toEqual([0, 9, 9, 10]);
    expect(of('accepted')).toEqual([0, 8, 8, 10]);
    expect(of('sessions')).toEqual([0, 0, 5, 5]);
    expect(of('workers')).toEqual([0, 0, 4, 4]);
    expect(of('committed')).toEqual([0, 0, 4, 10]);
    expect(of('woken')).toEqual([0, 0, 1, 1]);
    expect(of('inFlight')).toEqual([0, 1, 0, 0]);
  });

  test('has the age of the oldest event that was due and not committed, and the run the greatest', () => {
    expect(run.samples.map(({ oldestAge }) => oldestAge)).toEqual([0, 0.95, 0.95, 0]);
    expect(run.oldestAge).toBe(0.95);
  });

  test('also has the age of an event that is never committed, unless it is a dead letter', () => {
    const ledger = ledgerWithout(0);
    expect(found({ recording, ledger }).samples.at(-1)?.oldestAge).toBe(3);
    expect(found({ recording, ledger, deadLetters: new Set([0]) }).samples.at(-1)?.oldestAge).toBe(0);
  });
});
