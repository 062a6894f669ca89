import { expect, test } from 'vitest';
import type { Fault, SystemFault, Way } from './fault.ts';
import { leastOrders, type OrderPlan, planOf } from './plan.ts';

const live = async () => {};
const ways: [Way, ...Way[]] = [
  { name: 'pays', share: 1, ends: [], live },
  { name: 'never pays', share: 0.1, ends: [], isSlow: true, live },
];
const odd: Fault = { name: 'odd', promise: 'It holds', share: 0.05, ends: [], live };
const rare: Fault = { name: 'rare', promise: 'It holds', share: 0.0001, ends: [], live };
const outage: SystemFault = {
  ...{ name: 'outage', promise: 'It holds', lane: 'database', every: 50, orders: 3 },
  strike: async () => 1,
};
const options = { orders: 200, seed: 7, faults: [odd, rare, outage], ways };

const count = (orders: OrderPlan[], way: string) => orders.filter((order) => order.way === way).length;

test('the same seed makes the same plan, another seed another one', () => {
  expect(planOf(options)).toEqual(planOf(options));
  expect(planOf({ ...options, seed: 8 })).not.toEqual(planOf(options));
});

test('all orders are planned, each once, those of strikes among them', () => {
  const { orders, strikes } = planOf(options);
  const numbers = [...orders, ...strikes.flatMap((strike) => strike.orders)].map(({ number }) => number);
  expect(numbers.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 200 }, (_, i) => i));
});

test('as many orders go a way as its share says, and each fault meets at least one', () => {
  const { orders } = planOf(options);
  expect(orders).toHaveLength(188);
  expect(count(orders, 'never pays')).toBe(19);
  expect(count(orders, 'odd')).toBe(9);
  expect(count(orders, 'rare')).toBe(1);
  expect(count(orders, 'pays')).toBe(188 - 19 - 9 - 1);
});

test.each([
  { orders: 200, part: 0.1 },
  { orders: 600, part: 1 / 3 },
  { orders: 2_000, part: 0.4 },
])('of $orders orders those that take long are spread over the first $part', ({ part, ...size }) => {
  const { orders } = planOf({ ...options, ...size });
  const last = orders.findLastIndex(({ way }) => way === 'never pays') / orders.length;
  expect(last).toBeLessThan(part + 0.02);
  expect(last).toBeGreaterThan(part - 0.05);
});

test('a fault strikes once in so many orders, spread over the run, and at least once', () => {
  const { strikes, orders } = planOf(options);
  expect(strikes.map(({ fault }) => fault)).toEqual(Array(4).fill('outage'));
  const shares = strikes.map(({ after }) => after / orders.length);
  for (const [index, share] of shares.entries()) {
    expect(share).toBeGreaterThanOrEqual(0.04 + index * 0.1875);
    expect(share).toBeLessThan(0.05 + (index + 1) * 0.1875);
  }
  expect(planOf({ ...options, orders: 20 }).strikes).toHaveLength(1);
});

test('the least orders of a run are enough for each fault to meet some', () => {
  const { orders, strikes } = planOf({ ...options, orders: leastOrders(options.faults) });
  expect(orders.map(({ way }) => way).toSorted()).toEqual(['odd', 'rare']);
  expect(strikes.map((strike) => strike.orders.length)).toEqual([3]);
});
