import { describe, expect, test } from 'vitest';
import { command } from './chaos.ts';
import { UsageError } from './lib/command.ts';

const usual = { orders: '2000', seed: '1', faults: 'all', out: 'results' };

describe('called wrongly, it starts nothing:', () => {
  test.each([
    [
      'an unknown fault',
      { faults: 'duplicate-event,storm' },
      /^--faults has "storm"; known are double-checkout, /,
    ],
    ['no fault', { faults: '' }, /^--faults has ""; known are /],
    ['no order', { orders: '0' }, /^--orders is 0; these faults need \d+: give more, or fewer --faults$/],
    [
      'too few orders',
      { orders: '3' },
      /^--orders is 3; these faults need \d+: give more, or fewer --faults$/,
    ],
    [
      'a seed that is no whole number',
      { seed: 'x' },
      /^--seed is "x"; give a whole number of up to 9 digits$/,
    ],
  ])('%s', async (_, options, message) => {
    const error = await command.run({ values: { ...usual, ...options }, positionals: [] }).catch((e) => e);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toMatch(message);
  });
});
