import { describe, expect, test } from 'vitest';
import { sideFor } from './split.ts';
import { eventOf } from './testing/event.ts';

const [owner, other] = [
  { name: 'books', functionName: 'books-function' },
  { name: 'legacy', functionName: 'legacy-function' },
];
const at = (percent: number) => ({ owner, canary: { to: other, percent } });
const customers = Array.from({ length: 10_000 }, (_, index) => eventOf({ username: `C-${10_000 + index}` }));
const chosen = (percent: number) => customers.filter((event) => sideFor(at(percent), event) === other);

describe('a canary answers', () => {
  test.each([1, 5, 25, 50, 99])('%d percent of the callers', (percent) => {
    // Four standard deviations of a binomial share: one such run in 16,000 would be further off by chance.
    const deviation = Math.sqrt(percent * (100 - percent) * customers.length) / 100;
    expect(Math.abs(chosen(percent).length - (percent * customers.length) / 100)).toBeLessThan(4 * deviation);
  });

  test('with a higher percentage the same callers, and more', () => {
    const [few, more] = [chosen(5), new Set(chosen(25))];
    expect(few.filter((event) => !more.has(event))).toEqual([]);
  });

  test('a signed-in caller wherever they are, and others by their address', () => {
    const sides = (events: ReturnType<typeof eventOf>[]) =>
      new Set(events.map((event) => sideFor(at(50), event)));
    const addresses = Array.from({ length: 50 }, (_, index) => `192.0.2.${index}`);
    expect(sides(addresses.map((ip) => eventOf({ username: 'C-10001', ip }))).size).toBe(1);
    expect(sides(addresses.map((ip) => eventOf({ ip }))).size).toBe(2);
    expect(sides(addresses.map(() => eventOf({ ip: '192.0.2.7' }))).size).toBe(1);
  });
});

test('where there is a shadow, the owner answers everybody', () => {
  expect(customers.every((event) => sideFor({ owner, shadow: other }, event) === owner)).toBe(true);
});
