import { afterEach, expect, test } from 'vitest';
import { LoadRun } from './load-run.ts';
import type { GeneratorPlan } from './plan.ts';
import { planFor, startReceiver } from './testing.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function receiver(...answer: Parameters<typeof startReceiver>) {
  const started = await startReceiver(...answer);
  stops.push(started.stop);
  return started;
}

const runOf = (url: string, changes: Partial<GeneratorPlan> = {}) => new LoadRun(planFor(url, changes)).run();

test('every event arrives once, and as often again as it is duplicated', async () => {
  const { url, received } = await receiver();
  const summary = await runOf(url, { duplicates: 0.1 });
  expect(summary).toMatchObject({ offered: 200, accepted: 200, rejected: 0, failed: 0, partial: false });
  expect(received).toHaveLength(200);
  const bodies = new Set(received.map(({ body, signature }) => body + signature));
  const ids = new Set(received.map(({ body }) => JSON.parse(body).id));
  expect([bodies.size, ids.size, summary.acceptedUnique]).toEqual([180, 180, 180]);
});

test('answers are counted by what they say: 202 accepted, 429 rejected, all else failed by its status', async () => {
  const statuses = [202, 429, 500, 502, 200];
  const { url } = await receiver((response, count) => response.writeHead(statuses[count % 5] ?? 0).end());
  expect(await runOf(url)).toMatchObject({
    offered: 200,
    accepted: 40,
    rejected: 40,
    failed: 120,
    acceptedUnique: 40,
    failures: { 200: 40, 500: 40, 502: 40 },
  });
});

test('connections that are refused or reset are counted by their code', async () => {
  const gone = await startReceiver();
  await gone.stop();
  expect(await runOf(gone.url)).toMatchObject({ offered: 200, failed: 200, failures: { ECONNREFUSED: 200 } });
  const { url } = await receiver((response) => response.destroy());
  const { failed, failures } = await runOf(url);
  expect(failed).toBe(200);
  expect(Object.keys(failures).sort()).toEqual(expect.arrayContaining(['UND_ERR_SOCKET']));
});

test('a server that stalls makes every send that was due meanwhile late, not only the one it stalled on', async () => {
  const { url } = await receiver((response, count) => {
    setTimeout(() => response.writeHead(202).end(), count === 1 ? 300 : 0);
  });
  const { latencyMs, accepted } = await runOf(url, { connections: 1 });
  expect(accepted).toBe(200);
  expect(latencyMs.p50).toBeGreaterThan(100);
  expect(latencyMs.max).toBeGreaterThanOrEqual(300);
});

test('a generator that is starved says how late its sends left, and counts that as their latency', async () => {
  const { url } = await receiver((response, count) => {
    // The receiver shares its process with the generator: this starves both.
    const until = performance.now() + (count === 1 ? 300 : 0);
    while (performance.now() < until);
    response.writeHead(202).end();
  });
  const { lagMs, latencyMs, accepted } = await runOf(url, { phases: [{ rate: 200, seconds: 0.5 }] });
  expect(accepted).toBe(100);
  expect(lagMs.max).toBeGreaterThan(200);
  expect(latencyMs.p50).toBeGreaterThan(lagMs.p50 * 0.99);
  expect(latencyMs.p90).toBeGreaterThan(lagMs.p90 * 0.99);
});

test('no more sends are open at once than allowed: those beyond are counted', async () => {
  const held: (() => void)[] = [];
  const { url } = await receiver((response) => void held.push(() => response.writeHead(202).end()));
  const run = new LoadRun(planFor(url, { maxOpen: 50 }));
  const done = run.run();
  await expect.poll(() => run.progress()).toMatchObject({ offered: 200, failed: 150 });
  await expect.poll(() => held.length).toBe(50);
  for (const answer of held) answer();
  expect(await done).toMatchObject({ accepted: 50, failed: 150, failures: { TOO_MANY_OPEN: 150 } });
});

test('a run that is stopped ends within a second, also when nothing is answered, and accounts for all it sent', async () => {
  const { url, received } = await receiver(() => {});
  const run = new LoadRun(planFor(url, { phases: [{ rate: 500, seconds: 60 }] }));
  const done = run.run();
  await expect.poll(() => received.length).toBeGreaterThan(20);
  const stoppedAt = performance.now();
  run.stop();
  const { partial, offered, failed, failures } = await done;
  expect(performance.now() - stoppedAt).toBeLessThan(1000);
  expect(partial).toBe(true);
  expect(offered).toBeGreaterThan(20);
  expect(failures).toEqual({ UND_ERR_DESTROYED: offered });
  expect(failed).toBe(offered);
});

test('of each event it is known when it was due first, on the clock of the ledger, and whether it was accepted', async () => {
  const { url } = await receiver((response, count) => response.writeHead(count > 100 ? 429 : 202).end());
  const began = Date.now();
  const { startedAt, events } = await runOf(url, { duplicates: 0.1, connections: 1 });
  expect(startedAt - began).toBeGreaterThanOrEqual(0);
  expect(startedAt - began).toBeLessThan(1000);
  expect(events.intendedAt).toHaveLength(180);
  expect(events.intendedAt[0]).toBe(startedAt);
  expect(Math.max(...events.intendedAt)).toBe(startedAt + 198);
  expect([...events.accepted].slice(0, 85)).toEqual(new Array(85).fill(1));
  expect([...events.accepted].slice(95)).toEqual(new Array(85).fill(0));
});

test('a plan that cannot be carried out is refused with what is wrong in it', () => {
  const plan = planFor('http://127.0.0.1:1/');
  const wrong: [Partial<GeneratorPlan>, string][] = [
    [{ url: 'localhost' }, 'url is "localhost"'],
    [{ secret: '' }, 'secret is empty'],
    [{ runId: 'run_1' }, 'runId is "run_1"'],
    [{ phases: [] }, 'phases is empty'],
    [{ phases: [{ rate: 0, seconds: 1 }] }, '0 events/s for 1 s'],
    [{ duplicates: 1 }, 'duplicates is 1'],
    [{ poison: Number.NaN }, 'poison is NaN'],
  ];
  for (const [change, message] of wrong) expect(() => new LoadRun({ ...plan, ...change })).toThrow(message);
});
