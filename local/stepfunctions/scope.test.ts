import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { after as ringAfter } from '../long-timer.ts';
import { Ended, Scope } from './scope.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const sleep = (scope: Scope, milliseconds: number) =>
  scope.wait(({ resolve }) => ringAfter(milliseconds, () => resolve(undefined)));

describe('a scope', () => {
  test('that ends rejects its waits and those of the scopes inside, and clears their timers', async () => {
    const scope = new Scope();
    const inside = new Scope(scope);
    const waits = [sleep(scope, 1000), sleep(inside, 1000)].map((wait) =>
      expect(wait).rejects.toBeInstanceOf(Ended),
    );
    expect(vi.getTimerCount()).toBe(2);
    scope.end();
    await Promise.all(waits);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('that has ended lets nothing wait', () => {
    const scope = new Scope();
    scope.end();
    expect(() => sleep(scope, 1)).toThrow(Ended);
    expect(() => scope.check()).toThrow(Ended);
  });

  test('inside another may end alone', async () => {
    const scope = new Scope();
    const inside = new Scope(scope);
    inside.end();
    const slept = sleep(scope, 10);
    vi.advanceTimersByTime(10);
    await expect(slept).resolves.toBeUndefined();
  });

  test('cleans up once, also for what settles while it begins', async () => {
    const cleaned = vi.fn();
    const answer = new Scope().wait<string>(({ resolve }) => {
      resolve('first');
      resolve('second');
      return cleaned;
    });
    await expect(answer).resolves.toBe('first');
    expect(cleaned).toHaveBeenCalledTimes(1);
  });
});

describe('a timer', () => {
  test('may be longer than the 24 days that Node can wait', () => {
    const [days, rang] = [24 * 60 * 60 * 1000, vi.fn()];
    ringAfter(60 * days, rang);
    vi.advanceTimersByTime(60 * days - 1);
    expect(rang).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(rang).toHaveBeenCalledTimes(1);
  });

  test('that is called off does not ring, also after it was prolonged', () => {
    const rang = vi.fn();
    const cancel = ringAfter(5_000_000_000, rang);
    vi.advanceTimersByTime(4_000_000_000);
    cancel();
    vi.advanceTimersByTime(4_000_000_000);
    expect(rang).not.toHaveBeenCalled();
  });
});
