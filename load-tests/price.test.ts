import { describe, expect, test } from 'vitest';
import prices from '../commands/lib/prices.json' with { type: 'json' };
import { capacity } from '../infra/capacity.ts';
import { attempts, calibrationLoad, spikes } from './calibration.ts';
import { ordersNeeded, scheduleOf } from './generator/schedule.ts';
import { describeEstimate, estimate } from './price.ts';
import { scenarios } from './scenarios.ts';

describe('the estimate of a burst', () => {
  const { burst } = scenarios;
  const loads = [...Array(spikes).fill(calibrationLoad(burst)), ...Array(attempts).fill(burst)];
  const { lines, usd } = estimate('burst');
  const lineOf = (what: string) => lines.find((line) => line.what === what) ?? { count: 0, usd: 0 };

  test('has a request for every event of all calibrations and runs that there may be', () => {
    const sent = loads.reduce((sum, load) => sum + scheduleOf(load, 1, 0).at.length, 0);
    const orders = loads.reduce((sum, load) => sum + ordersNeeded(load, 1), 0);
    const { count } = lineOf('requests to the REST API');
    expect(count).toBeGreaterThan(sent + orders);
    expect(count).toBeLessThan(2.1 * sent);
  });

  test('has the four states of every order that waits', () => {
    const orders = loads.reduce((sum, load) => sum + ordersNeeded(load, 1), 0);
    const { count, usd: price } = lineOf('Step Functions transitions');
    expect(count / (4 * orders)).toBeCloseTo(1, 1);
    expect(price).toBeCloseTo((count * 0.025) / 1000);
  });

  test('has all workers at work all the time', () => {
    const seconds = attempts * 60 * burst.minutes;
    expect(lineOf('GB-seconds of Lambda').count).toBeGreaterThan(seconds * capacity.webhook.workers * 0.5);
  });

  test('is the sum of its lines, and a matter of cents', () => {
    expect(usd).toBeCloseTo(lines.reduce((sum, line) => sum + line.usd, 0));
    expect(usd).toBeGreaterThan(0.1);
    expect(usd).toBeLessThan(2);
  });
});

test('the longest scenario costs most', () => {
  expect(estimate('soak').usd).toBeGreaterThan(2 * estimate('burst').usd);
});

test('every price by use has a source and is a line, the dearest first and the sum last', () => {
  const { lines, usd } = estimate('steady');
  expect(lines).toHaveLength(Object.keys(prices.perMillion).length);
  for (const { source } of Object.values(prices.perMillion))
    expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/.+\/pricing\//);
  const amounts = describeEstimate({ lines, usd }).slice(0, -1).map(Number.parseFloat);
  expect(amounts.slice(0, -1)).toEqual(amounts.slice(0, -1).sort((a, b) => b - a));
  expect(amounts.at(-1)).toBeCloseTo(usd, 3);
  expect(describeEstimate({ lines, usd }).at(-2)).toMatch(
    /USD at most \(list prices of us-east-1, 20\d\d-\d\d\)/,
  );
});
