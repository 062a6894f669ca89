import os from 'node:os';
import { describe, expect, type TestContext, test, vi } from 'vitest';
import type { Queue } from '../sqs/queue.ts';
import type { QueueDefinition } from '../sqs/queues.ts';
import { SqsEventSource, type SqsEventSourceConfig } from './event-source.ts';
import type { FunctionsOptions } from './functions.ts';
import { functionsUnderTest } from './testing.ts';

/** Seconds, far more than any handler here takes: on a busy machine, too, only what a test means to run out does. */
const patient = { timeout: 20 };

/** A system of its own for each test, so that tests can wait for their clocks side by side. */
async function start({ onTestFinished }: TestContext, options: Partial<FunctionsOptions> = {}) {
  const system = await functionsUnderTest(options);
  const sources: SqsEventSource[] = [];
  onTestFinished(async () => {
    for (const source of sources) source.stop();
    await system.stop();
  });
  return {
    system,
    queueWith: (definition: Partial<QueueDefinition> = {}) =>
      system.queues.define({ name: 'orders', visibilityTimeout: 30, ...definition }),
    connect: (queue: Queue, config: Partial<SqsEventSourceConfig> = {}): SqsEventSource => {
      const mapping = {
        functionName: 'worker',
        queue,
        batchSize: 10,
        maximumBatchingWindowInSeconds: 0,
        reportBatchItemFailures: false,
        ...config,
      };
      const source = new SqsEventSource(mapping, system.functions, (line) => system.lines.push(line));
      sources.push(source);
      source.start();
      return source;
    },
  };
}

const fill = (queue: Queue, count: number) => {
  for (let sent = 0; sent < count; sent++) queue.send({ body: String(sent) });
};
const empty = { visible: 0, inFlight: 0, delayed: 0 };
const logsBodies = `export const handler = async ({ Records }) => console.log(Records.map((record) => record.body).join());`;
/** Logs how many run at once, over all environments. */
const logsStartAndEnd = (ms: number) =>
  `export const handler = async () => { console.log('start'); await new Promise((r) => setTimeout(r, ${ms})); console.log('end'); };`;

function mostAtOnce(lines: string[]): number {
  let running = 0;
  return Math.max(...lines.map((line) => (running += line === 'start' ? 1 : line === 'end' ? -1 : 0)));
}

describe.concurrent('a queue as event source', () => {
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
    await system.define('worker', logsStartAndEnd(500), patient);
    await system.call('api');
    const queue = queueWith();
    fill(queue, 10);
    connect(queue, { batchSize: 1 });
    await expect.poll(() => system.lines).toHaveLength(20);
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

  test('a record has the documented shape', async (context) => {
    const { system, queueWith, connect } = await start(context);
    const queue = queueWith();
    await system.define(
      'worker',
      'export const handler = async (event) => console.log(JSON.stringify(event));',
      patient,
    );
    const attributes = {
      text: { DataType: 'String', StringValue: 'a' },
      bytes: { DataType: 'Binary', BinaryValue: 'AAE=' },
    };
    const sent = queue.send({ body: 'hällo', attributes, senderId: 'AIDA' });
    connect(queue);
    await expect.poll(() => system.lines).toHaveLength(1);
    expect(JSON.parse(system.lines[0] ?? '')).toEqual({
      Records: [
        {
          messageId: sent.messageId,
          receiptHandle: expect.any(String),
          body: 'hällo',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: 'AIDA',
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          },
          messageAttributes: {
            text: { stringValue: 'a', stringListValues: [], binaryListValues: [], dataType: 'String' },
            bytes: { binaryValue: 'AAE=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
          },
          md5OfMessageAttributes: sent.md5OfAttributes,
          md5OfBody: sent.md5OfBody,
          eventSource: 'aws:sqs',
          eventSourceARN: queue.arn,
          awsRegion: 'eu-central-1',
        },
      ],
    });
  });

  test('what was processed is deleted', async (context) => {
    const { system, queueWith, connect } = await start(context);
    const queue = queueWith();
    await system.define('worker', logsBodies, patient);
    fill(queue, 100);
    connect(queue);
    await expect.poll(() => queue.counts()).toEqual(empty);
    expect(system.lines.flatMap((line) => line.split(',')).sort()).toEqual(
      Array.from({ length: 100 }, (_, i) => String(i)).sort(),
    );
  });

  test('a batch whose function fails or times out comes back whole, and dead-letters when that goes on', async (context) => {
    const { system, queueWith, connect } = await start(context);
    const dead = system.queues.define({ name: 'dead' });
    const queue = queueWith({
      visibilityTimeout: 0.5,
      redrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount: 2 },
    });
    await system.define(
      'worker',
      `export const handler = async ({ Records }) => { console.log(Records.length); if (Records.some((r) => r.attributes.ApproximateReceiveCount === '1')) throw new Error('no'); for (;;); };`,
      { timeout: 0.4 },
    );
    fill(queue, 3);
    connect(queue);
    await expect.poll(() => dead.counts().visible).toBe(3);
    expect(queue.counts()).toEqual(empty);
    // What came back came at once or one by one, as the pollers found it.
    expect(system.lines.find((line) => /^\d+$/.test(line))).toBe('3');
  });

  test('with partial failures only the failed messages come back', async (context) => {
    const { system, queueWith, connect } = await start(context);
    const queue = queueWith();
    await system.define(
      'worker',
      `export const handler = async ({ Records }) => {
        const failed = Records.filter((r) => r.body === '1' && r.attributes.ApproximateReceiveCount === '1');
        console.log(Records.map((record) => record.body).join(), failed.map((record) => record.receiptHandle).join());
        return { batchItemFailures: failed.map((record) => ({ itemIdentifier: record.messageId })) };
      };`,
      patient,
    );
    fill(queue, 3);
    connect(queue, { reportBatchItemFailures: true });
    await expect.poll(() => queue.counts()).toEqual({ ...empty, inFlight: 1 });
    const [first, receiptHandle = ''] = system.lines[0]?.split(' ') ?? [];
    expect(first).toBe('0,1,2');
    // Instead of waiting for it.
    queue.changeVisibility(receiptHandle, 0);
    await expect.poll(() => queue.counts()).toEqual(empty);
    expect(system.lines).toEqual([`0,1,2 ${receiptHandle}`, '1 ']);
  });

  test('without ReportBatchItemFailures the answer is not looked at', async (context) => {
    const { system, queueWith, connect } = await start(context);
    const queue = queueWith();
    await system.define(
      'worker',
      `export const handler = async () => ({ batchItemFailures: [{ itemIdentifier: '' }] });`,
      patient,
    );
    fill(queue, 1);
    connect(queue);
    await expect.poll(() => queue.counts()).toEqual(empty);
  });

  test('maximum concurrency is never exceeded, and reached', async (context) => {
    const { system, queueWith, connect } = await start(context);
    const queue = queueWith();
    await system.define('worker', logsStartAndEnd(20), patient);
    fill(queue, 40);
    connect(queue, { batchSize: 1, maximumConcurrency: 3 });
    await expect.poll(() => queue.counts().inFlight).toBe(3);
    await expect.poll(() => queue.counts()).toEqual(empty);
    expect(mostAtOnce(system.lines)).toBe(3);
  });

  test('without it the mapping starts with five batches and adds five a second while messages wait', async (context) => {
    const { system, queueWith, connect } = await start(context);
    const queue = queueWith();
    // Longer than the test looks.
    await system.define('worker', logsStartAndEnd(19_000), patient);
    fill(queue, 10);
    connect(queue, { batchSize: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(queue.counts().inFlight).toBe(5);
    await expect.poll(() => queue.counts().inFlight).toBe(10);
  });

  test('a throttled function leaves its messages to the visibility timeout, with their receive counts up', async (context) => {
    const { system, queueWith, connect } = await start(context);
    const dead = system.queues.define({ name: 'dead' });
    const queue = queueWith({
      visibilityTimeout: 0.5,
      redrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount: 2 },
    });
    await system.define('worker', logsBodies, { timeout: 0.5, reservedConcurrentExecutions: 0 });
    fill(queue, 1);
    connect(queue);
    await expect.poll(() => dead.counts().visible).toBe(1);
    const [letter] = await dead.receive({});
    expect(letter?.systemAttributes['ApproximateReceiveCount']).toBe('3');
    expect(system.lines).toEqual([]);
  });

  test('a window gathers messages that come one by one into one batch', async (context) => {
    const { system, queueWith, connect } = await start(context);
    const queue = queueWith();
    await system.define('worker', logsBodies, patient);
    connect(queue, { batchSize: 3, maximumBatchingWindowInSeconds: 60, maximumConcurrency: 1 });
    for (const body of ['a', 'b', 'c']) {
      queue.send({ body });
      await expect.poll(() => queue.counts().visible, { interval: 1 }).toBe(0);
    }
    await expect.poll(() => system.lines).toEqual(['a,b,c']);
  });

  test('a window that is over invokes with what is there', async (context) => {
    const { system, queueWith, connect } = await start(context);
    const queue = queueWith();
    await system.define('worker', logsBodies, patient);
    connect(queue, { batchSize: 100, maximumBatchingWindowInSeconds: 1, maximumConcurrency: 1 });
    fill(queue, 12);
    await expect.poll(() => system.lines).toEqual([Array.from({ length: 12 }, (_, i) => i).join()]);
  });

  test('an event is never larger than 6 MB', async (context) => {
    const { system, queueWith, connect } = await start(context);
    const queue = queueWith();
    await system.define(
      'worker',
      'export const handler = async ({ Records }) => console.log(Records.length);',
      patient,
    );
    for (let sent = 0; sent < 8; sent++) queue.send({ body: 'x'.repeat(1_000_000) });
    connect(queue, { maximumConcurrency: 1 });
    await expect.poll(() => queue.counts()).toEqual(empty);
    expect(system.lines).toEqual(['6', '2']);
  });

  test('a stopped mapping receives no more', async (context) => {
    const { system, queueWith, connect } = await start(context);
    const queue = queueWith();
    await system.define('worker', logsBodies, patient);
    connect(queue).stop();
    fill(queue, 1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(queue.counts().visible).toBe(1);
  });

  test('a visibility timeout below the function timeout is refused', async (context) => {
    const { system, queueWith, connect } = await start(context);
    await system.define('worker', logsBodies, { timeout: 60 });
    expect(() => connect(queueWith({ visibilityTimeout: 30 }))).toThrow(
      'Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds',
    );
  });

  test('a batch over 10 needs a window', async (context) => {
    const { system, queueWith, connect } = await start(context);
    await system.define('worker', logsBodies, patient);
    expect(() => connect(queueWith(), { batchSize: 11 })).toThrow(
      'Maximum batch window in seconds must be greater than 0',
    );
  });
});

// Not with the others: it moves the clock.
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
