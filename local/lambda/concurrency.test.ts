import { describe, expect, test } from 'vitest';
import { Concurrency } from './concurrency.ts';

describe('concurrency', () => {
  test('functions without a reservation share what the others leave', () => {
    const concurrency = new Concurrency(102);
    concurrency.reserve({ name: 'reserved', reservedConcurrentExecutions: 2 });
    const releases = Array.from({ length: 100 }, (_, index) => concurrency.acquire(`shared-${index % 3}`));
    expect(() => concurrency.acquire('shared-0')).toThrow(
      expect.objectContaining({ reason: 'ConcurrentInvocationLimitExceeded', statusCode: 429 }),
    );
    concurrency.acquire('reserved');
    releases[0]?.();
    concurrency.acquire('shared-1');
  });
});
