import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ordersNeeded, scheduleOf } from './schedule.ts';

const share = fc.constantFrom(0, 0.01, 0.1, 0.25, 0.5);
const anyLoad = fc.record({
  phases: fc.constant([{ rate: 200, seconds: 2 }]),
  arrivals: fc.constantFrom('uniform', 'poisson'),
  duplicates: share,
  poison: share,
});
const anySeed = fc.integer();

test('as many sends as the share says are duplicates, and of no event that is poison or still to come', () => {
  fc.assert(
    fc.property(anyLoad, anySeed, (load, seed) => {
      const { event, kinds } = scheduleOf(load, seed, 0);
      let events = 0;
      let duplicates = 0;
      for (const number of event) {
        if (number === events) events += 1;
        else {
          duplicates += 1;
          expect(number).toBeLessThan(events);
          expect(kinds[number]).not.toBe('poison');
        }
      }
      expect(events).toBe(kinds.length);
      expect(Math.abs(duplicates - load.duplicates * event.length)).toBeLessThanOrEqual(2);
      expect(Math.abs(kinds.filter((kind) => kind === 'poison').length - load.poison * events)).toBeLessThan(
        1,
      );
    }),
  );
});

test('each order is paid once, after its failed attempts, whatever their number', () => {
  fc.assert(
    fc.property(anyLoad, anySeed, fc.integer({ min: 1, max: 40 }), (load, seed, orders) => {
      const { kinds, order } = scheduleOf(load, seed, orders);
      const paid = [...order].filter((_, number) => kinds[number] === 'payment');
      expect(paid).toEqual(Array.from({ length: orders }, (_, index) => index));
      for (const [number, kind] of kinds.entries())
        if (kind === 'payment') expect(order.lastIndexOf(order[number] ?? -1)).toBe(number);
      for (const [number, kind] of kinds.entries()) expect(order[number] === -1).toBe(kind === 'poison');
    }),
  );
});

test('the orders that a load needs are its share of the different events, rounded up', () => {
  const load = {
    phases: [{ rate: 101, seconds: 1 }],
    arrivals: 'uniform',
    duplicates: 0,
    poison: 0,
  } as const;
  expect(ordersNeeded({ ...load, waking: 0.1 }, 1)).toBe(11);
});

test('payments are spread over the run', () => {
  const load = {
    phases: [{ rate: 100, seconds: 1 }],
    arrivals: 'uniform',
    duplicates: 0,
    poison: 0,
  } as const;
  const { kinds } = scheduleOf(load, 1, 10);
  const numbers = kinds.flatMap((kind, number) => (kind === 'payment' ? [number] : []));
  expect(numbers).toEqual([9, 19, 29, 39, 49, 59, 69, 79, 89, 99]);
});

test('more orders than events are refused', () => {
  const load = { phases: [{ rate: 2, seconds: 1 }], arrivals: 'uniform', duplicates: 0, poison: 0 } as const;
  expect(() => scheduleOf(load, 1, 3)).toThrow('3 orders wait and only 2 events could pay them');
});
