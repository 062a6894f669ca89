import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Progress } from './plan.ts';
import { startGenerator } from './start.ts';
import { planFor, startReceiver } from './testing.ts';

let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  receiver = await startReceiver();
});
beforeEach(() => void receiver.received.splice(0));
afterAll(() => receiver.stop());

test('a process of its own sends the load, tells how it goes, and sums up with histograms', async () => {
  const heard: Progress[] = [];
  const plan = planFor(receiver.url, { phases: [{ rate: 500, seconds: 0.5 }] });
  const { accepted, histograms, events, cpu } = await startGenerator(plan, (one) => heard.push(one)).done;
  expect(accepted).toBe(250);
  expect(receiver.received).toHaveLength(250);
  expect(histograms.latency.totalCount).toBe(250);
  expect(histograms.lag.totalCount).toBe(250);
  expect(events.accepted.reduce((sum, one) => sum + one, 0)).toBe(250);
  expect(cpu.mean).toBeGreaterThan(0);
  expect(cpu.peak).toBeGreaterThanOrEqual(cpu.mean);
  expect(heard.length).toBeGreaterThanOrEqual(2);
  expect(heard.at(-1)?.offered).toBeGreaterThan(0);
});

test('it stops when told to, within a second', async () => {
  const generator = startGenerator(planFor(receiver.url, { phases: [{ rate: 500, seconds: 60 }] }));
  await expect.poll(() => receiver.received.length).toBeGreaterThan(10);
  const stoppedAt = performance.now();
  generator.stop();
  const { partial, offered, accepted } = await generator.done;
  expect(performance.now() - stoppedAt).toBeLessThan(1000);
  expect(partial).toBe(true);
  expect(accepted).toBe(offered);
});

test('what goes wrong in its process comes out where it was started', async () => {
  const order = { orderId: 'order-1', amount: 1, currency: 'EUR' };
  const plan = planFor(receiver.url, { phases: [{ rate: 1, seconds: 1 }], orders: [order, order] });
  await expect(startGenerator(plan).done).rejects.toThrow('2 orders wait and only 1 events could pay them');
  expect(() => startGenerator({ ...plan, secret: '' })).toThrow('secret is empty');
});
