import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { faults } from '../load-tests/chaos/faults/index.ts';
import { type ChaosRun, runChaos } from '../load-tests/chaos/run.ts';
import { ProgressLine } from '../load-tests/progress.ts';

const silent = { isTTY: false, write: () => true } as unknown as NodeJS.WriteStream;

/** One run in which each fault strikes at least once. */
let run: ChaosRun;
beforeAll(async () => {
  // Whatever account the developer has there.
  vi.stubEnv('STRIPE_SECRET_KEY', '');
  const progress = new ProgressLine(silent);
  run = await runChaos({ orders: 200, seed: 1, faults, signal: new AbortController().signal, progress });
}, 600_000);
afterAll(() => void vi.unstubAllEnvs());

describe('whatever strikes,', () => {
  test.each(faults)('$promise', ({ name }) => {
    const { result, snapshot } = run;
    expect(result.faults[name]).toBeGreaterThan(0);
    const met = snapshot.expected.filter(({ meets }) => meets === name);
    const statuses = new Map(snapshot.orders.map(({ orderId, status }) => [orderId, status]));
    const wrong = met.filter(({ orderId, ends }) => !ends.some((end) => end === statuses.get(orderId)));
    expect(wrong.map((order) => ({ ...order, status: statuses.get(order.orderId) }))).toEqual([]);
    if (name !== 'unknown-order-event') expect(met).not.toEqual([]);
  });

  test('every order, event, piece and cent is where it should be', () => {
    const { verdict, reasons } = run.result;
    expect(reasons).toEqual([]);
    expect(verdict).toBe('pass');
  });
});
