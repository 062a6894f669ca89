import { expect, test } from 'vitest';
import { goodFindings } from '../testing.ts';
import { judge } from '../verdict.ts';
import type { BurstOutcome } from './outcome.ts';
import type { SampleOutcome } from './sample.ts';
import { variants } from './variants.ts';
import { headline, tablesOf } from './words.ts';

const bursts = variants.map(({ name }, index): BurstOutcome => {
  const result = judge({ ...goodFindings, refusedSessions: 355 - index });
  return { name, result, throttled: 4815 * index, receivedAgain: index };
});
const sample: SampleOutcome[] = [1, 5].map((maxReceiveCount) => ({
  ...{ throttle: 'reserved concurrency', maxReceiveCount, processed: 15 },
  ...{ throttled: 95, receivedAgain: 0, deadLettered: 15, seconds: 7.05 },
}));

test('the headline says what each throttle did, in one sentence', () => {
  const title = headline(bursts, []);
  for (const said of ['refused 355 connections', 'throttled 4,815 times', 'neither happened'])
    expect(title).toContain(said);
  expect(title.match(/\.(\s|$)/g)).toHaveLength(1);
});

test('the headline of what did not come out says that first', () => {
  expect(headline(bursts, ['This broke', 'That broke'])).toBe(
    'The comparison did not come out as it should: This broke.',
  );
});

test('a table has the event source of each run, another one the settings of the sample', () => {
  const [source, published] = tablesOf(bursts, sample, []);
  expect(source?.head).toEqual(['', ...variants.map(({ name }) => name)]);
  expect(source?.rows[0]?.slice(1)).toEqual(['0', '4,815', '9,630']);
  expect(published?.rows).toEqual([
    ['reserved concurrency, as published (maxReceiveCount 1)', '15', '95', '0', '15', '7.0'],
    ['reserved concurrency, fair (maxReceiveCount 5)', '15', '95', '0', '15', '7.0'],
  ]);
});

test('each reason that did not come out is in a table of its own', () => {
  const tables = tablesOf(bursts, [], ['This broke', 'That broke']);
  expect(tables.at(-1)?.rows).toEqual([['This broke'], ['That broke']]);
  expect(tables).toHaveLength(2);
});
