import fc from 'fast-check';
import { expect, test } from 'vitest';
import { percentOf } from './money.ts';

test.each([
  { amount: 1050, percent: 5, part: 53 },
  { amount: 1049, percent: 5, part: 52 },
  { amount: 1250, percent: 25.5, part: 319 },
  { amount: 1, percent: 50, part: 1 },
  { amount: 0, percent: 19, part: 0 },
])('$percent percent of $amount is $part', ({ amount, percent, part }) => {
  expect(percentOf(amount, percent)).toBe(part);
});

test('a part is an integer, within half a unit of its exact value, and never more than the whole', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000_000_000), fc.integer({ min: 0, max: 100 }), (amount, percent) => {
      const part = percentOf(amount, percent);
      const exactTimes100 = BigInt(amount) * BigInt(percent);
      const offTimes100 = BigInt(part) * 100n - exactTimes100;
      return offTimes100 > -50n && offTimes100 <= 50n && part <= amount;
    }),
  );
});
