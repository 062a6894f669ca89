import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Processors } from './processors.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** Two processors, and what time goes by on each of them. */
function machine() {
  const times = { user: 1_000, nice: 0, sys: 0, irq: 0, idle: 1_000 };
  const processors = new Processors(
    () => [{ times }, { times }] as ReturnType<typeof import('node:os').cpus>,
  );
  processors.areBusy();
  return {
    processors,
    pass: (milliseconds: number, spare: number) => {
      times.idle += milliseconds * spare;
      times.user += milliseconds * (1 - spare);
      vi.advanceTimersByTime(milliseconds);
    },
  };
}

test.each([
  [0.05, true],
  [0.15, false],
])('processors with %d of their time to spare are busy: %s', (spare, busy) => {
  const { processors, pass } = machine();
  pass(250, spare);
  expect(processors.areBusy()).toBe(busy);
});

test('what they did long ago says nothing: they count as busy until they are looked at again', () => {
  const { processors, pass } = machine();
  pass(60_000, 1);
  expect(processors.areBusy()).toBe(true);
  pass(250, 1);
  expect(processors.areBusy()).toBe(false);
});

test('they are looked at no more often than five times a second', () => {
  const { processors, pass } = machine();
  pass(250, 1);
  expect(processors.areBusy()).toBe(false);
  pass(100, 0);
  expect(processors.areBusy()).toBe(false);
  pass(100, 0);
  expect(processors.areBusy()).toBe(true);
});
