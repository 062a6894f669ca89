import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type QueueDefinition, Queues } from './queues.ts';

const options = { region: 'eu-central-1', accountId: '123456789012', endpointUrl: 'http://127.0.0.1:1' };

describe('a queue', () => {
  let queues: Queues;
  beforeEach(() => {
    vi.useFakeTimers();
    queues = new Queues(options);
  });
  afterEach(() => {
    queues.stop();
    vi.useRealTimers();
  });

  const queueWith = (definition: Partial<QueueDefinition> = {}) =>
    queues.define({ name: 'orders', ...definition });
  const twoQueues = (maxReceiveCount: number) => {
    const dead = queues.define({ name: 'dead' });
    const redrivePolicy = { deadLetterTargetArn: dead.arn, maxReceiveCount };
    return { dead, queue: queueWith({ visibilityTimeout: 1, redrivePolicy }) };
  };

  test('messages come out in the order in which they came in', async () => {
    const queue = queueWith();
    for (const body of ['a', 'b', 'c']) queue.send({ body });
    const received = await queue.receive({ maxMessages: 10 });
    expect(received.map((message) => message.body)).toEqual(['a', 'b', 'c']);
  });

  test('a received message is invisible until its visibility timeout is over, to the millisecond', async () => {
    const queue = queueWith({ visibilityTimeout: 30 });
    queue.send({ body: 'a' });
    await queue.receive({});
    vi.advanceTimersByTime(29_999);
    expect(await queue.receive({})).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(await queue.receive({})).toHaveLength(1);
  });

  test('what a receive takes that was waiting when the visibility timeout changed is invisible for as long as it is now', async () => {
    const queue = queueWith({ visibilityTimeout: 180 });
    const waiting = queue.receive({ waitSeconds: 20 });
    queue.configure({ visibilityTimeout: 2 });
    queue.send({ body: 'a' });
    expect(await waiting).toHaveLength(1);
    vi.advanceTimersByTime(2_000);
    expect(await queue.receive({})).toHaveLength(1);
  });

  test('receive counts and the time of the first receive are told with each receive', async () => {
    const queue = queueWith({ visibilityTimeout: 1 });
    const sentAt = Date.now();
    queue.send({ body: 'a', senderId: 'AIDA' });
    vi.advanceTimersByTime(500);
    await queue.receive({});
    vi.advanceTimersByTime(1000);
    const [again] = await queue.receive({});
    expect(again?.systemAttributes).toEqual({
      SentTimestamp: String(sentAt),
      SenderId: 'AIDA',
      ApproximateReceiveCount: '2',
      ApproximateFirstReceiveTimestamp: String(sentAt + 500),
    });
  });

  test('a message that was received as often as allowed moves at the next receive, with its id and its counts', async () => {
    const { queue, dead } = twoQueues(2);
    const { messageId } = queue.send({ body: 'bad' });
    for (let receive = 0; receive < 2; receive++) {
      expect(await queue.receive({})).toHaveLength(1);
      vi.advanceTimersByTime(1000);
    }
    expect(dead.counts().visible).toBe(0);
    expect(await queue.receive({})).toEqual([]);
    expect(queue.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    const [letter] = await dead.receive({});
    expect(letter).toMatchObject({ messageId, body: 'bad' });
    expect(letter?.systemAttributes).toMatchObject({
      ApproximateReceiveCount: '3',
      DeadLetterQueueSourceArn: queue.arn,
    });
  });

  test('a dead letter does not keep healthy messages behind it from being received', async () => {
    const { queue } = twoQueues(1);
    queue.send({ body: 'bad' });
    await queue.receive({});
    vi.advanceTimersByTime(1000);
    queue.send({ body: 'good' });
    expect(await queue.receive({})).toMatchObject([{ body: 'good' }]);
  });

  test('a deleted message never comes back', async () => {
    const queue = queueWith({ visibilityTimeout: 1 });
    queue.send({ body: 'a' });
    const [message] = await queue.receive({});
    queue.delete(message?.receiptHandle ?? '');
    vi.advanceTimersByTime(5000);
    expect(queue.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  test('a handle still deletes after its timeout, unless another receive has outdated it', async () => {
    const queue = queueWith({ visibilityTimeout: 1 });
    queue.send({ body: 'a' });
    const [first] = await queue.receive({});
    vi.advanceTimersByTime(1000);
    const [second] = await queue.receive({});
    queue.delete(first?.receiptHandle ?? '');
    vi.advanceTimersByTime(1000);
    expect(queue.counts().visible).toBe(1);
    queue.delete(second?.receiptHandle ?? '');
    expect(queue.counts().visible).toBe(0);
  });

  test('a handle that no receive of this queue gave is refused', () => {
    expect(() => queueWith().delete('nonsense')).toThrow(
      'The input receipt handle "nonsense" is not a valid receipt handle.',
    );
  });

  test('visibility can be shortened, prolonged and ended while a message is in flight', async () => {
    const queue = queueWith({ visibilityTimeout: 10 });
    queue.send({ body: 'a' });
    const [message] = await queue.receive({});
    const handle = message?.receiptHandle ?? '';
    queue.changeVisibility(handle, 20);
    vi.advanceTimersByTime(15_000);
    expect(queue.counts().inFlight).toBe(1);
    queue.changeVisibility(handle, 0);
    expect(queue.counts().visible).toBe(1);
  });

  /** Follows recordings of AWS. */
  test('a handle that another receive has outdated still ends and prolongs the visibility timeout', async () => {
    const queue = queueWith({ visibilityTimeout: 3 });
    queue.send({ body: 'a' });
    const [first] = await queue.receive({ visibilityTimeout: 0 });
    vi.advanceTimersByTime(1);
    await queue.receive({});
    queue.changeVisibility(first?.receiptHandle ?? '', 0);
    const [third] = await queue.receive({});
    expect(third?.body).toBe('a');
    queue.changeVisibility(first?.receiptHandle ?? '', 10);
    vi.advanceTimersByTime(5000);
    expect(queue.counts().inFlight).toBe(1);
  });

  /** Follows recordings of AWS, where no call is answered MessageNotInflight. */
  test('a message whose timeout is over can be hidden again by its latest handle', async () => {
    const queue = queueWith({ visibilityTimeout: 1 });
    queue.send({ body: 'a' });
    const [message] = await queue.receive({});
    vi.advanceTimersByTime(1000);
    queue.changeVisibility(message?.receiptHandle ?? '', 0);
    expect(queue.counts().visible).toBe(1);
    queue.changeVisibility(message?.receiptHandle ?? '', 5);
    expect(queue.counts()).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
    expect(await queue.receive({})).toEqual([]);
    vi.advanceTimersByTime(5000);
    expect(await queue.receive({})).toHaveLength(1);
  });

  /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
  test('a message is hidden for 12 hours in all from its receive', async () => {
    const queue = queueWith({ visibilityTimeout: 60 });
    queue.send({ body: 'a' });
    const [message] = await queue.receive({});
    vi.advanceTimersByTime(30_000);
    expect(() => queue.changeVisibility(message?.receiptHandle ?? '', 43_171)).toThrow(
      'Value 43171 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]',
    );
    queue.changeVisibility(message?.receiptHandle ?? '', 43_170);
    expect(queue.counts().inFlight).toBe(1);
  });

  test('a delayed message is counted as delayed and appears when its delay is over', async () => {
    const queue = queueWith({ delaySeconds: 5 });
    queue.send({ body: 'later' });
    queue.send({ body: 'now', delaySeconds: 0 });
    expect(queue.counts()).toEqual({ visible: 1, inFlight: 0, delayed: 1 });
    vi.advanceTimersByTime(5000);
    expect(queue.counts()).toEqual({ visible: 2, inFlight: 0, delayed: 0 });
  });

  test('messages older than the retention period are gone', async () => {
    const queue = queueWith({ messageRetentionPeriod: 60 });
    queue.send({ body: 'old' });
    vi.advanceTimersByTime(30_000);
    queue.send({ body: 'young' });
    vi.advanceTimersByTime(30_001);
    expect(queue.counts().visible).toBe(1);
    expect(await queue.receive({ maxMessages: 10 })).toMatchObject([{ body: 'young' }]);
  });

  test('a long poll is answered by the message that comes, not by the end of its wait', async () => {
    const queue = queueWith();
    const receiving = queue.receive({ waitSeconds: 20 });
    vi.advanceTimersByTime(3000);
    queue.send({ body: 'a' });
    expect(await receiving).toMatchObject([{ body: 'a' }]);
    expect(vi.getTimerCount()).toBe(1);
  });

  test('a long poll is answered by a message whose visibility timeout ends', async () => {
    const queue = queueWith({ visibilityTimeout: 2 });
    queue.send({ body: 'a' });
    await queue.receive({});
    const receiving = queue.receive({ waitSeconds: 20 });
    vi.advanceTimersByTime(2000);
    expect(await receiving).toHaveLength(1);
  });

  test('a long poll ends empty when nothing comes, or when it is given up', async () => {
    const queue = queueWith({ receiveMessageWaitTimeSeconds: 3 });
    const receiving = queue.receive({});
    const giveUp = new AbortController();
    const abandoned = queue.receive({ waitSeconds: 20, signal: giveUp.signal });
    giveUp.abort();
    expect(await abandoned).toEqual([]);
    vi.advanceTimersByTime(3000);
    expect(await receiving).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('messages that come together leave together to one who waits', async () => {
    const queue = queueWith();
    const receiving = queue.receive({ maxMessages: 10, waitSeconds: 20 });
    for (let sent = 0; sent < 10; sent++) queue.send({ body: String(sent) });
    expect(await receiving).toHaveLength(10);
  });

  test('those who wait are served in the order in which they came', async () => {
    const queue = queueWith();
    const waits = [queue.receive({ waitSeconds: 20 }), queue.receive({ waitSeconds: 20 })];
    queue.send({ body: 'a' });
    queue.send({ body: 'b' });
    expect((await Promise.all(waits)).flat().map((message) => message.body)).toEqual(['a', 'b']);
  });

  /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
  test('with 120,000 messages in flight a short poll is refused, and a long one waits for one to be deleted', async () => {
    const queue = queueWith({ visibilityTimeout: 43_200 });
    for (let count = 0; count <= 120_000; count++) queue.send({ body: 'a' });
    let handle = '';
    for (let count = 0; count < 120_000; count += 10)
      handle = (await queue.receive({ maxMessages: 10 }))[0]?.receiptHandle ?? '';
    await expect(queue.receive({})).rejects.toMatchObject({ code: 'OverLimit', statusCode: 403 });
    const polled = queue.receive({ waitSeconds: 1 });
    vi.advanceTimersByTime(1000);
    expect(await polled).toEqual([]);
    const waiting = queue.receive({ waitSeconds: 20, maxMessages: 10 });
    queue.delete(handle);
    expect(await waiting).toHaveLength(1);
    expect(queue.counts()).toEqual({ visible: 0, inFlight: 120_000, delayed: 0 });
  });

  test('purging removes what is visible, in flight and delayed', async () => {
    const queue = queueWith({ visibilityTimeout: 1 });
    queue.send({ body: 'a' });
    await queue.receive({});
    queue.send({ body: 'b' });
    queue.send({ body: 'c', delaySeconds: 1 });
    queue.purge();
    vi.advanceTimersByTime(5000);
    expect(queue.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    expect(() => queue.purge()).toThrow(
      'Only one PurgeQueue operation on orders is allowed every 60 seconds.',
    );
    vi.advanceTimersByTime(55_000);
    queue.purge();
  });

  test('nothing is lost or doubled when many messages are received, returned and deleted at random', async () => {
    const queue = queueWith({ visibilityTimeout: 1 });
    for (let sent = 0; sent < 1000; sent++) queue.send({ body: String(sent) });
    const seen = new Set<string>();
    for (let round = 0; seen.size < 1000 && round < 1000; round++) {
      for (const message of await queue.receive({ maxMessages: 10 })) {
        if ((Number(message.body) + round) % 3 === 0) continue;
        expect(seen.has(message.body)).toBe(false);
        seen.add(message.body);
        queue.delete(message.receiptHandle);
      }
      vi.advanceTimersByTime(100);
    }
    vi.advanceTimersByTime(1000);
    expect(seen.size).toBe(1000);
    expect(queue.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });
});
