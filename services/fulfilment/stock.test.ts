import { test } from 'vitest';
import { expectLimits, type Limits } from '../shared/testing/limits.ts';
import { availableSchema } from './stock.ts';

test.each<Limits>([
  ['available', [0, 1_000_000], [undefined, -1, 1_000_001, 1.5, '1']],
  ['sold', [], [0]],
])('the %s of a stock level keeps to its limits', (...limits) => {
  expectLimits((body) => availableSchema.parse(body), { available: 1 }, limits);
});
