import { describe, test } from 'vitest';
import { fill, logsStartAndEnd, mostAtOnce, patient, start } from './event-source-testing.ts';

const empty = { visible: 0, inFlight: 0, delayed: 0 };
const logsBodies = `export const handler = async ({ Records }) => console.log(Records.map((record) => record.body).join());`;

describe.concurrent('a queue as event source', () => {
  test('a record has the documented shape', async (context) => {
    const { expect } = context;
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

  /** Follows recordings of AWS. */
  test('the digest of no attributes is null where batches are gathered, and left out elsewhere', async (context) => {
    const { expect } = context;
    const { system, queueWith, connect } = await start(context);
    const digest = `export const handler = async ({ Records: [record] }) => console.log(JSON.stringify(record.md5OfMessageAttributes));`;
    await system.define('worker', digest, patient);
    for (const [name, window, logged] of [
      ['at-once', 0, 'undefined'],
      ['gathered', 1, 'null'],
    ] as const) {
      const queue = queueWith({ name });
      fill(queue, 1);
      connect(queue, { maximumBatchingWindowInSeconds: window });
      await expect.poll(() => system.lines.at(-1), { timeout: 5_000 }).toBe(logged);
    }
  });

  test('what was processed is deleted', async (context) => {
    const { expect } = context;
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
    const { expect } = context;
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
    const { expect } = context;
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
    const { expect } = context;
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
    const { expect } = context;
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
    const { expect } = context;
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
    const { expect } = context;
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
    const { expect } = context;
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
    const { expect } = context;
    const { system, queueWith, connect } = await start(context);
    const queue = queueWith();
    await system.define('worker', logsBodies, patient);
    connect(queue, { batchSize: 100, maximumBatchingWindowInSeconds: 1, maximumConcurrency: 1 });
    fill(queue, 12);
    await expect.poll(() => system.lines).toEqual([Array.from({ length: 12 }, (_, i) => i).join()]);
  });

  test('an event is never larger than 6 MB', async (context) => {
    const { expect } = context;
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
    const { expect } = context;
    const { system, queueWith, connect } = await start(context);
    const queue = queueWith();
    await system.define('worker', logsBodies, patient);
    connect(queue).stop();
    fill(queue, 1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(queue.counts().visible).toBe(1);
  });

  test('a visibility timeout below the function timeout is refused', async (context) => {
    const { expect } = context;
    const { system, queueWith, connect } = await start(context);
    await system.define('worker', logsBodies, { timeout: 60 });
    expect(() => connect(queueWith({ visibilityTimeout: 30 }))).toThrow(
      'Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds',
    );
  });

  test('a batch over 10 needs a window', async (context) => {
    const { expect } = context;
    const { system, queueWith, connect } = await start(context);
    await system.define('worker', logsBodies, patient);
    expect(() => connect(queueWith(), { batchSize: 11 })).toThrow(
      'Maximum batch window in seconds must be greater than 0',
    );
  });
});
