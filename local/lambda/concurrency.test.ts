import { describe, expect, test } from 'vitest';
import { Concurrency } from './concurrency.ts';

describe('concurrency', () => {
  test('functions without a reservation share what the others leave', () => {
    const concurrency = new Concurrency(102);
    concurrency.reserve('reserved', 2);
    const releases = Array.from({ length: 100 }, (_, index) => concurrency.acquire(`shared-${index % 3}`));
    expect(() => concurrency.acquire('shared-0')).toThrow(
      expect.objectContaining({ reason: 'ConcurrentInvocationLimitExceeded', statusCode: 429 }),
    );
    concurrency.acquire('reserved');
    releases[0]?.();
    concurrency.acquire('shared-1');
  });

  test('what is reserved no more is shared again', () => {
    const concurrency = new Concurrency(101);
    concurrency.reserve('once', 1);
    expect(() => concurrency.reserve('other', 1)).toThrow(
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    );
    concurrency.reserve('once', 0);
    expect(() => concurrency.acquire('once')).toThrow('Rate Exceeded');
    concurrency.reserve('other', 1);
    concurrency.reserve('other', undefined);
    concurrency.reserve('once', undefined);
    Array.from({ length: 101 }, () => concurrency.acquire('once'));
    expect(() => concurrency.acquire('once')).toThrow('Rate Exceeded');
  });
});
