import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { readPlan, sizes } from './deploy-plan.ts';
import { runningCost } from './running-cost.ts';

test.each(sizes)('all of size %s is priced, or free while nobody uses it', (size) => {
  const { templates } = readPlan(join(inject('assemblies'), size));
  const { unpriced, usdPerDay } = runningCost(templates);
  expect(unpriced).toEqual([]);
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const told = new RegExp(`\`${size}\` costs about ([\\d.]+) USD a day`).exec(readme)?.[1];
  expect(Math.abs(Number(told) - usdPerDay)).toBeLessThan(0.1 * usdPerDay);
});
