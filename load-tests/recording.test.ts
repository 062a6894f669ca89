import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startReceiver } from './generator/testing.ts';
import { type RecordingOptions, record } from './recording.ts';
import type { Load } from './scenarios.ts';
import { startTarget } from './testing.ts';

/** A webhook that queues what it gets, and a worker behind the queue: it does its messages, never ends, or is not there. */
async function startWebhook(workers: 'working' | 'hanging' | 'away') {
  const webhook = await startReceiver((response, count) => {
    played.queue.send({ body: webhook.received[count - 1]?.body ?? '' });
    response.writeHead(202).end();
  });
  const played = await startTarget({
    webhookUrl: webhook.url,
    async audit() {
      // So long does it watch.
      await delay(50);
      return { sessions: [{ at: Date.now(), sessions: 3, workers: 2 }] };
    },
  });
  const over = new AbortController();
  const worker = async () => {
    while (workers !== 'away' && !over.signal.aborted) {
      const messages = await played.queue.receive({ maxMessages: 10, waitSeconds: 1, signal: over.signal });
      played.log('REPORT RequestId: a\tDuration: 1.00 ms');
      for (const { receiptHandle } of messages) if (workers === 'working') played.queue.delete(receiptHandle);
    }
  };
  const working = worker();
  onTestFinished(async () => {
    over.abort();
    await working;
    await webhook.stop();
    await played.stop();
  });
  return { ...played, webhook };
}

const load: Load = {
  phases: [{ rate: 1000, seconds: 0.2 }],
  ...{ arrivals: 'uniform', duplicates: 0, poison: 0, waking: 0 },
};
const planned = { load, runId: 'run1', seed: 1, orders: [] };
const options = (changes: Partial<RecordingOptions> = {}): RecordingOptions => ({
  signal: new AbortController().signal,
  patienceSeconds: 30,
  ...changes,
});

test('a recording has all that was seen from the first send until the queue was drained', async () => {
  const { target, queue } = await startWebhook('working');
  const starts: number[] = [];
  const shown: number[] = [];
  const recording = await record(
    target,
    planned,
    options({ onStart: (at) => starts.push(at), onSample: ({ queued }) => shown.push(queued) }),
  );
  const { summary, progress, sessions, invocations, refusedSessions } = recording;
  expect(summary).toMatchObject({ offered: 200, accepted: 200, partial: false });
  expect(starts).toEqual([summary.startedAt]);
  expect(shown).toEqual(recording.queue.map(({ queued }) => queued));
  const sentAt = summary.startedAt + 200;
  const drained = recording.queue.filter(
    ({ at, queued, inFlight }) => at > sentAt && queued + inFlight === 0,
  );
  expect(drained.length).toBeGreaterThanOrEqual(5);
  expect(recording.endedAt).toBeGreaterThanOrEqual(recording.queue.at(-1)?.at ?? Number.NaN);
  expect(progress.length).toBeGreaterThan(0);
  expect(sessions[0]).toMatchObject({ sessions: 3, workers: 2 });
  expect(invocations[0]).toMatchObject({ milliseconds: 1 });
  expect(refusedSessions).toBe(0);
  expect(queue.counts()).toMatchObject({ visible: 0, inFlight: 0 });
});

test.each([
  ['away', { queued: 200, inFlight: 0 }],
  ['hanging', { queued: 0, inFlight: 200 }],
] as const)(
  'a queue whose workers are %s is given up after the patience, with what is in it',
  async (workers, last) => {
    const { target } = await startWebhook(workers);
    const { queue, summary, endedAt } = await record(target, planned, options({ patienceSeconds: 1 }));
    expect(summary).toMatchObject({ accepted: 200, partial: false });
    expect(queue.at(-1)).toMatchObject(last);
    const sentAt = summary.startedAt + 200;
    expect(endedAt - sentAt).toBeGreaterThanOrEqual(1000);
    expect(endedAt - sentAt).toBeLessThan(10_000);
  },
);

test('a recording that is ended sends nothing more and keeps what it saw', async () => {
  const { target, webhook } = await startWebhook('working');
  const over = new AbortController();
  const long = { ...planned, load: { ...load, phases: [{ rate: 200, seconds: 60 }] } };
  const recording = record(target, long, options({ signal: over.signal }));
  await expect.poll(() => webhook.received.length).toBeGreaterThan(20);
  over.abort();
  const { summary, queue } = await recording;
  expect(summary.partial).toBe(true);
  expect(webhook.received.length).toBeLessThan(200 * 60);
  expect(queue.length).toBeGreaterThan(0);
});
