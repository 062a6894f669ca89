import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { eventId } from './generator/event.ts';
import { countMessages, deadLettersOf } from './queue.ts';
import { type PlayedTarget, startTarget } from './testing.ts';

let played: PlayedTarget;
beforeAll(async () => {
  played = await startTarget();
});
afterAll(() => played.stop());

/** A message of the webhook's queue. */
const messageOf = (body: unknown) => ({ body: Buffer.from(JSON.stringify(body)).toString('base64') });

test('a queue is counted by what waits and what a worker has', async () => {
  const { target, queue } = played;
  onTestFinished(() => queue.clear());
  const began = Date.now();
  for (let sent = 0; sent < 5; sent += 1) queue.send({ body: 'any' });
  await queue.receive({ maxMessages: 2 });
  const { at, ...counts } = await countMessages(target.sqs, target.queueUrl);
  expect(counts).toEqual({ queued: 3, inFlight: 2 });
  expect(at).toBeGreaterThanOrEqual(began);
  expect(at).toBeLessThanOrEqual(Date.now());
});

test('the dead letters of a run are found by their ids, however many, and stay where they are', async () => {
  const { target, deadLetters } = played;
  onTestFinished(() => deadLetters.clear());
  const numbers = Array.from({ length: 25 }, (_, number) => 3 * number);
  for (const number of numbers) deadLetters.send(messageOf({ id: eventId('run1', number) }));
  const foreign = [eventId('run10', 1), eventId('run2', 1), `${eventId('run1', 1)}x`, 'evt_1Nx', undefined];
  for (const id of foreign) deadLetters.send(messageOf({ id }));
  for (const body of ['no JSON', Buffer.from('null').toString('base64')]) deadLetters.send({ body });

  const found = await deadLettersOf(target.sqs, target.deadLetterQueueUrl, 'run1');

  expect([...found].sort((one, other) => one - other)).toEqual(numbers);
  const { visible, inFlight } = deadLetters.counts();
  expect(visible + inFlight).toBe(25 + 5 + 2);
});
