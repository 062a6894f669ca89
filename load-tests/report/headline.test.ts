import { describe, expect, test } from 'vitest';
import type { Result } from '../result.ts';
import { scenarios } from '../scenarios.ts';
import { headline } from './headline.ts';
import { sampleResult } from './testing.ts';

/** Without the spaces that keep a number and its unit on one line. */
const said = (result: Result) => headline(result).replaceAll('\u00a0', ' ');
const good = sampleResult();

test('a good burst is told in three sentences', () => {
  const { rate, seconds } = scenarios.burst.phases[0] ?? { rate: 0, seconds: 0 };
  const [, count = '', inSeconds, ...rest] =
    /^A burst of ([\d,]+) events in (\d+) s (.*)$/.exec(said({ ...good, oldestAge: 14.2 })) ?? [];
  const events = Number(count.replace(',', ''));
  expect(events).toBeGreaterThan(0.9 * rate * seconds);
  expect(events).toBeLessThan(1.1 * rate * seconds);
  expect(Number(inSeconds)).toBe(seconds);
  expect(rest).toEqual([
    'waited in the queue for up to 14 s. The database never saw more than 5 sessions. Nothing was lost.',
  ]);
});

test('a steady run is no burst and hardly waits', () => {
  expect(said(sampleResult({ scenario: 'steady' }))).toMatch(
    /^[34],\d{3} events in 20 s hardly waited at all\. /,
  );
});

test('an outage is told', () => {
  expect(said(sampleResult({ scenario: 'outage' }))).toMatch(
    /events in 30 s waited .* while the database was away for 10 s\./,
  );
});

describe('what went wrong is said', () => {
  test.each<[Partial<Result>, string]>([
    [{ lost: 37 }, '37 events were lost.'],
    [{ lost: 1 }, '1 event was lost.'],
    [{ peakSessions: 7 }, 'The database saw 7 sessions where 5 is the limit.'],
    [{ refusedSessions: 12 }, 'It refused 12 connections.'],
    [{ duplicateEffects: 2 }, '2 effects came twice.'],
    [{ deadLettered: 90 }, '90 events went to the dead-letter queue.'],
    [{ queued: 4000 }, '4,000 events were still waiting at the end.'],
    [{ partial: true }, 'The run was stopped before its end.'],
  ])('%o', (change, sentence) => {
    expect(said(good)).not.toContain(sentence);
    expect(said({ ...good, ...change })).toContain(sentence);
  });

  test('a lost event is not followed by its denial', () => {
    expect(said({ ...good, lost: 1 })).not.toContain('Nothing was lost');
  });
});

test('an invalid run claims nothing', () => {
  expect(said({ ...good, verdict: 'invalid' })).toBe(
    'This run shows nothing: the load was not the one that was asked for.',
  );
});

test('a run without a sample still has its sentences', () => {
  expect(said({ ...good, samples: [] })).toContain('Nothing was lost.');
});
