import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { AuditQuestion } from '../services/payments/audit.handler.ts';
import type { LedgerSessions } from '../services/payments/audit.ts';
import { eventsOf, watchSessions } from './audit.ts';
import { startTarget } from './testing.ts';

async function targetWith(audit: (question: AuditQuestion) => object | Promise<object>) {
  const { target, stop } = await startTarget({ audit });
  onTestFinished(stop);
  return target;
}

test('the events of a run are asked for by what their ids begin with', async () => {
  const target = await targetWith((question) => ({ recorded: [['0', 1]], bookedTwice: 0, question }));
  expect(await eventsOf(target, 'run1')).toEqual({
    ...{ recorded: [['0', 1]], bookedTwice: 0 },
    question: { eventPrefix: 'evt_run1_' },
  });
});

test('an audit function that fails is an error that says how', async () => {
  const target = await targetWith(() => {
    throw new Error('the ledger is closed');
  });
  await expect(eventsOf(target, 'run1')).rejects.toThrow(
    /^The audit function failed: .*the ledger is closed/,
  );
});

test('sessions are watched by one call after the other until the end, also when a call fails', async () => {
  let [calls, open, most] = [0, 0, 0];
  const target = await targetWith(async () => {
    calls += 1;
    open += 1;
    most = Math.max(most, open);
    const call = calls;
    // So long does it watch.
    await delay(10);
    open -= 1;
    if (call === 2) throw new Error('the database is away');
    return { sessions: [0, 1].map((nth) => ({ at: 10 * call + nth, sessions: call, workers: 1 })) };
  });
  const over = new AbortController();
  const samples: LedgerSessions[] = [];
  const watching = watchSessions(target, over.signal, (sample) => samples.push(sample));
  await expect.poll(() => calls).toBeGreaterThan(3);
  over.abort();
  await watching;

  expect(most).toBe(1);
  expect(samples.slice(0, 4).map(({ at }) => at)).toEqual([10, 11, 30, 31]);
  expect(open).toBe(0);
});
