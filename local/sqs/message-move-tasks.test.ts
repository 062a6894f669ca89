import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Queue } from './queue.ts';
import { Queues } from './queues.ts';

describe('a message move task', () => {
  let queues: Queues;
  let dead: Queue;
  let queue: Queue;
  beforeEach(async () => {
    vi.useFakeTimers();
    queues = new Queues({
      region: 'eu-central-1',
      accountId: '123456789012',
      endpointUrl: 'http://127.0.0.1:1',
    });
    dead = queues.define({ name: 'dead' });
    const redrivePolicy = { deadLetterTargetArn: dead.arn, maxReceiveCount: 1 };
    queue = queues.define({ name: 'orders', visibilityTimeout: 1, redrivePolicy });
    for (let sent = 0; sent < 10; sent++) queue.send({ body: String(sent) });
    await queue.receive({ maxMessages: 10 });
    vi.advanceTimersByTime(1000);
    await queue.receive({});
  });
  afterEach(() => {
    queues.stop();
    vi.useRealTimers();
  });

  test('moves dead letters back to where they came from, as new messages', async () => {
    expect(dead.counts().visible).toBe(10);
    queues.moveTasks.start({ SourceArn: dead.arn });
    vi.advanceTimersByTime(1000);
    expect([dead.counts().visible, queue.counts().visible]).toEqual([0, 10]);
    const [message] = await queue.receive({});
    expect(message?.systemAttributes).toMatchObject({ ApproximateReceiveCount: '1' });
    expect(message?.systemAttributes).not.toHaveProperty('DeadLetterQueueSourceArn');
    expect(queues.moveTasks.list(dead.arn)).toMatchObject([
      { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 10, ApproximateNumberOfMessagesToMove: 10 },
    ]);
  });

  test('keeps to its rate, and can be cancelled', () => {
    const { TaskHandle } = queues.moveTasks.start({ SourceArn: dead.arn, MaxNumberOfMessagesPerSecond: 2 });
    vi.advanceTimersByTime(2000);
    expect(queue.counts().visible).toBe(4);
    expect(queues.moveTasks.cancel(TaskHandle)).toEqual({ ApproximateNumberOfMessagesMoved: 4 });
    vi.advanceTimersByTime(5000);
    expect(dead.counts().visible).toBe(6);
  });

  test('runs alone on its queue', () => {
    queues.moveTasks.start({ SourceArn: dead.arn });
    expect(() => queues.moveTasks.start({ SourceArn: dead.arn })).toThrow(
      expect.objectContaining({
        code: 'InvalidParameterValue',
        message: expect.stringContaining('There is already a task running'),
      }),
    );
  });

  /** Follows recordings of AWS, as does the reason of a task that failed. */
  test('says what of a call is not there', () => {
    const { moveTasks } = queues;
    const nowhere = 'arn:aws:sqs:eu-central-1:123456789012:nowhere';
    const handleOf = (sourceArn: string) => btoa(JSON.stringify({ taskId: 'none', sourceArn }));
    const noQueue = (parameter: string) =>
      `The resource that you specified for the ${parameter} parameter doesn't exist.`;
    for (const [call, message] of [
      [() => moveTasks.start({ SourceArn: nowhere }), noQueue('SourceArn')],
      [() => moveTasks.start({ SourceArn: dead.arn, DestinationArn: nowhere }), noQueue('DestinationArn')],
      [() => moveTasks.list(nowhere), noQueue('SourceArn')],
      [() => moveTasks.cancel(handleOf(nowhere)), noQueue('SourceArn')],
      [() => moveTasks.cancel(handleOf(dead.arn)), 'Task does not exist.'],
    ] as const)
      expect(call).toThrow(
        expect.objectContaining({ code: 'ResourceNotFoundException', statusCode: 404, message }),
      );
    expect(() => moveTasks.cancel('x')).toThrow('Value for parameter TaskHandle is invalid.');
  });

  test('takes only dead-letter queues', () => {
    expect(() => queues.moveTasks.start({ SourceArn: queue.arn })).toThrow(
      'must be configured as a Dead Letter Queue',
    );
  });

  test('fails, and keeps the message, when it cannot tell where the message came from', () => {
    queues.moveTasks.start({ SourceArn: dead.arn });
    vi.advanceTimersByTime(1000);
    dead.send({ body: 'sent here by hand' });
    queues.moveTasks.start({ SourceArn: dead.arn });
    vi.advanceTimersByTime(1000);
    expect(queues.moveTasks.list(dead.arn)[0]).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'CouldNotDetermineMessageSource',
    });
    expect(dead.counts().visible).toBe(1);
  });

  test('fails, and keeps the message, when the destination refuses it', () => {
    const small = queues.define({ name: 'small', maximumMessageSize: 1024 });
    queue.clear();
    dead.clear();
    dead.send({ body: 'x'.repeat(1025) });
    queues.moveTasks.start({ SourceArn: dead.arn, DestinationArn: small.arn });
    vi.advanceTimersByTime(1000);
    expect(queues.moveTasks.list(dead.arn)[0]).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'InvalidParameterValue',
    });
    expect([dead.counts().visible, small.counts().visible]).toEqual([1, 0]);
  });
});
