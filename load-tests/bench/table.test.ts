import { expect, test } from 'vitest';
import { figuresOf } from './figures.ts';
import { type MeasureName, measures, type Sample } from './measures.ts';
import { tableOf } from './table.ts';

const tableFor = (samples: Partial<Record<MeasureName, Sample>>) => tableOf(figuresOf([samples]));

test('a figure is a line: its value, what it is of and its spread', () => {
  const rounds = [{ value: 2.26 }, { value: 2.04 }, { value: 3.14 }].map((startUnchanged) => ({
    startUnchanged,
  }));
  expect(tableOf(figuresOf(rounds))).toBe('       2.3 s  start to ready, nothing changed (2.0 to 3.1)');
});

test('its target is said, and whether it is reached', () => {
  const { target } = measures.invokes;
  expect(tableFor({ invokes: { value: target + 0.4 } })).toMatch(
    new RegExp(`^ +${target} /s .*; target ${target} /s reached\\)$`),
  );
  expect(tableFor({ invokes: { value: target - 1 } })).toContain(`target ${target} /s MISSED)`);
});

test('the share of a limit has a line of its own, with what the limit is', () => {
  const { share, limit } = measures.drain;
  const reached = tableFor({ drain: { value: 614.2, limit: 1000 } }).split('\n');
  expect(reached).toHaveLength(2);
  expect(reached[1]).toBe(`        61 %  of 1000 /s, ${limit}; target ${100 * share} % reached`);
  const missed = tableFor({ drain: { value: 1000 * share - 1, limit: 1000 } });
  expect(missed).toMatch(new RegExp(`^ +${100 * share - 1} % .*MISSED$`, 'm'));
});

test('the values of all lines end in one column', () => {
  const table = tableFor({
    startClean: { value: 21.5 },
    memoryIdle: { value: 734 },
    webhooksAlone: { value: 2310, limit: 8000 },
  });
  const ends = table.split('\n').map((line) => /^ *\S+ \S+(?= {2})/.exec(line)?.[0].length);
  expect(ends).toEqual([12, 12, 12, 12]);
});

test('nothing measured is an empty table', () => expect(tableOf([])).toBe(''));
