import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { readPlan } from '../deploy-plan.ts';
import { inRepository } from '../diagrams/repository.ts';
import measured from './order-use.json' with { type: 'json' };
import { costPage } from './page.ts';
import { costReport } from './report.ts';

const templatesOf = (size: string) => readPlan(join(inject('assemblies'), size)).templates;
const report = costReport({ small: templatesOf('small'), full: templatesOf('full') }, measured.perOrder);

test('docs/cost.md is what the templates, the prices and the last count say: npm run cost -- --orders 0 --write', () => {
  expect(readFileSync(inRepository('docs/cost.md'), 'utf8')).toBe(costPage(report, measured.orders));
});

test('a month without traffic is what stands there by the hour, and the polls of two queues', () => {
  const lines = report.idle.small.lines;
  expect(lines).toContainEqual({ what: '2 × queue that is polled', usdPerMonth: expect.closeTo(0.53, 2) });
  expect(report.idle.small.perMonth).toBeCloseTo(
    lines.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0),
  );
  expect(report.idle.full.perMonth).toBeGreaterThan(report.idle.small.perMonth);
});

test('every big line has a lever', () => {
  expect(report.biggest).toHaveLength(5);
  for (const { lever, usd } of report.biggest) {
    expect(lever).not.toBe('size');
    expect(usd).toBeGreaterThan(1);
  }
});
