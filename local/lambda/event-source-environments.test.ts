import os from 'node:os';
import { describe, expect, test, vi } from 'vitest';
import { fill, logsStartAndEnd, mostAtOnce, patient, start } from './event-source-testing.ts';

describe('the environments of what works off a queue', () => {
  test.runIf(process.platform === 'linux')(
    'other functions give way to what works off queues',
    async (context) => {
      const { system, queueWith, connect } = await start(context);
      const priority = `import os from 'node:os';
      export const handler = async ({ Records }) => console.log(Records ? 'queue' : 'request', os.getPriority());`;
      for (const name of ['worker', 'api']) await system.define(name, priority, patient);
      const queue = queueWith();
      connect(queue);
      fill(queue, 1);
      await system.functions.invoke('api', { payload: '{}' });
      const [own, { PRIORITY_BELOW_NORMAL: below }] = [os.getPriority(), os.constants.priority];
      const priorities = [`queue ${own}`, `request ${Math.max(own, below)}`];
      await expect.poll(() => system.lines.toSorted()).toEqual(priorities);
    },
  );

  test('a queue is worked off by five at once although other functions have all the environments there may be', async (context) => {
    const { system, queueWith, connect } = await start(context, { maximumEnvironments: 1 });
    await system.define('api', 'export const handler = async () => undefined;', patient);
    await system.define('worker', logsStartAndEnd(2_000), patient);
    await system.call('api');
    const queue = queueWith();
    // No more, since a sixth poller comes after a second of backlog.
    fill(queue, 5);
    connect(queue, { batchSize: 1 });
    await expect.poll(() => system.lines, { timeout: 10_000 }).toHaveLength(10);
    expect(mostAtOnce(system.lines)).toBe(5);
  });

  test('each poller that is added for a backlog has an environment, however many others there are', async (context) => {
    const { system, queueWith, connect } = await start(context, { maximumEnvironments: 1 });
    await system.define('api', 'export const handler = async () => undefined;', patient);
    await system.define('worker', logsStartAndEnd(500), patient);
    await system.call('api');
    const queue = queueWith();
    fill(queue, 60);
    connect(queue, { batchSize: 1 });
    await expect.poll(() => mostAtOnce(system.lines), { timeout: 10_000 }).toBeGreaterThan(5);
  });
});

test('an idle environment of a poller makes no room for other functions', async (context) => {
  const { system, queueWith, connect } = await start(context, { maximumEnvironments: 2 });
  await system.define('api', 'export const handler = () => new Promise((r) => setTimeout(r, 300));', patient);
  await system.define('worker', logsStartAndEnd(500), patient);
  const queue = queueWith();
  fill(queue, 6);
  connect(queue, { batchSize: 1, maximumConcurrency: 2 });
  const worker = system.functions.find('worker');
  await expect.poll(() => system.lines).toHaveLength(12);
  expect(worker.environments).toBe(2);
  const later = Date.now() + 30_000;
  vi.spyOn(Date, 'now').mockReturnValue(later);
  context.onTestFinished(() => vi.mocked(Date.now).mockRestore());
  await Promise.all(Array.from({ length: 6 }, () => system.call('api')));
  expect(worker.environments).toBe(2);
});
