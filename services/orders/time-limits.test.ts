import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pricingLimits } from '../pricing/time-limits.ts';
import { orderLimits, orderTimeoutSeconds, sweepLimits, timeForPricing } from './time-limits.ts';

test('pricing gives up before its caller does', () => {
  expect(pricingLimits.run).toBeLessThan(pricingLimits.call);
});

test('a claim that takes all of its time leaves pricing all of its own', () => {
  const left = orderTimeoutSeconds * 1_000 - orderLimits.claim;
  expect(timeForPricing(left)).toBe(pricingLimits.call);
});

test('pricing never gets what is kept for after it', () => {
  expect(timeForPricing(orderLimits.reserve + 700)).toBe(700);
  expect(timeForPricing(orderLimits.reserve - 700)).toBe(1);
});

test('an order is called stuck only after all attempts to reserve its stock', () => {
  const file = new URL('../fulfilment/order-fulfilment.asl.json', import.meta.url);
  const { TimeoutSeconds, Retry } = JSON.parse(readFileSync(file, 'utf8')).States.ReserveStock;
  const { IntervalSeconds, BackoffRate, MaxDelaySeconds, MaxAttempts } = Retry.at(-1);
  const pauses = Array.from({ length: MaxAttempts }, (_, i) =>
    Math.min(IntervalSeconds * BackoffRate ** i, MaxDelaySeconds),
  );
  const seconds = pauses.reduce((sum, pause) => sum + pause + TimeoutSeconds, TimeoutSeconds);
  expect(sweepLimits.stuck).toBeGreaterThan(seconds * 1_000);
});
