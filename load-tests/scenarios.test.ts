import { expect, test } from 'vitest';
import { ordersNeeded, scheduleOf } from './generator/schedule.ts';
import { type ScenarioName, scenarios } from './scenarios.ts';

const named = Object.entries(scenarios) as [ScenarioName, (typeof scenarios)[ScenarioName]][];

test.each(named)('at least a tenth of the events of %s wake an order', (_, scenario) => {
  const { kinds } = scheduleOf(scenario, 1, ordersNeeded(scenario, 1));
  const payments = kinds.filter((kind) => kind === 'payment').length;
  expect(payments / kinds.length).toBeGreaterThanOrEqual(0.1);
});

test.each(named)('the load of %s ends before its run does', (_, { phases, minutes }) => {
  const seconds = phases.reduce((sum, phase) => sum + phase.seconds, 0);
  expect(seconds).toBeLessThan(minutes * 60);
});

test('only the scenario that is named for it sends poison', () => {
  const poisonous = named.filter(([, { poison }]) => poison > 0).map(([name]) => name);
  expect(poisonous).toEqual(['poison']);
});
