import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { figuresOf, medianOf } from './figures.ts';
import { type MeasureName, measures, type Sample } from './measures.ts';

/** The figure of a measure that took these values in as many rounds. */
const figureOf = (name: MeasureName, ...samples: Sample[]) =>
  figuresOf(samples.map((sample) => ({ [name]: sample })))[0];

describe('the median', () => {
  test.each([
    [3, [3]],
    [2.5, [4, 1]],
    [4, [10, 4, 1]],
    [100, [1000, 9, 100]],
  ])('is %d of %o', (median, values) => expect(medianOf(values)).toBe(median));

  test('has as many values above it as below, in whatever order they come, and leaves them in it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const given = [...values];
        const median = medianOf(values);
        const above = values.filter((value) => value > median).length;
        const below = values.filter((value) => value < median).length;
        expect(Math.max(above, below)).toBeLessThanOrEqual(values.length / 2);
        expect(values).toEqual(given);
      }),
    );
  });
});

describe('a figure', () => {
  test('has the median of its rounds, between the least and the most', () => {
    expect(figureOf('memoryIdle', { value: 900 }, { value: 300 }, { value: 400 })).toEqual({
      ...{ name: 'memoryIdle', median: 400, least: 300, most: 900, missed: [] },
    });
  });

  test('has the share that each round reached of its own limit: not one of medians', () => {
    const rounds = [
      { value: 300, limit: 1000 },
      { value: 400, limit: 500 },
      { value: 900, limit: 1800 },
    ];
    expect(figureOf('drain', ...rounds)).toMatchObject({ median: 400, limit: 1000, share: 0.5 });
  });

  test('is there for each measure that was taken, in the order of the report', () => {
    const names = Object.keys(measures) as MeasureName[];
    const rounds = [...names].reverse().map((name) => ({ [name]: { value: 1 } }));
    expect(figuresOf(rounds).map(({ name }) => name)).toEqual(names);
    expect(figuresOf([])).toEqual([]);
  });
});

describe('a target', () => {
  const { target } = measures.webhooks;
  const { share } = measures.webhooksAlone;

  test.each<[string, MeasureName, Sample, string[]]>([
    ['is reached by just as much', 'webhooks', { value: target }, []],
    ['is missed by less', 'webhooks', { value: target - 1 }, ['target']],
    ['of a share is reached by just that share', 'webhooksAlone', { value: 100 * share, limit: 100 }, []],
    [
      'of a share is missed when the limit is further off',
      'webhooksAlone',
      { value: 100 * share, limit: 101 },
      ['share'],
    ],
  ])('%s', (_, name, sample, missed) => expect(figureOf(name, sample)?.missed).toEqual(missed));

  test('is held against the median: one bad round misses nothing', () => {
    const rounds = [1, measures.orders.target, measures.orders.target + 5].map((value) => ({ value }));
    expect(figureOf('orders', ...rounds)?.missed).toEqual([]);
  });

  test('of what should be little is missed by more', () => {
    const { atMost } = measures.facade;
    const missedBy = (value: number) => figureOf('facade', { value })?.missed;
    expect([missedBy(atMost), missedBy(atMost + 0.1)]).toEqual([[], ['target']]);
  });

  test('is not missed by what has none', () => {
    expect(figureOf('startClean', { value: 1000 })?.missed).toEqual([]);
  });
});
