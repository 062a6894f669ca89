import { expect, test } from 'vitest';
import { functionsUnderTest } from '../../local/lambda/testing.ts';
import { receivedAgain, watchInvocations } from './invocations.ts';

const queueArn = 'arn:aws:sqs:eu-central-1:123456789012:orders';

/** What an event source hands to a function: by message id, how often it was received. */
const eventOf = (received: Record<string, number>, eventSourceARN = queueArn) => ({
  payload: JSON.stringify({
    Records: Object.entries(received).map(([messageId, count]) => ({
      messageId,
      body: '{"messageId":"in a body"}',
      attributes: { ApproximateReceiveCount: String(count) },
      eventSourceARN,
    })),
  }),
});

async function watched(source: string, config?: { reservedConcurrentExecutions: number }) {
  const system = await functionsUnderTest();
  await system.define('worker', source, config);
  const seen = watchInvocations(system.functions, queueArn);
  return { ...system, seen, [Symbol.asyncDispose]: () => system.stop() };
}

test('messages that were received more than once are counted once each', async () => {
  await using system = await watched('export const handler = async () => ({})');
  await system.functions.invoke('worker', eventOf({ a: 1, b: 2 }));
  await system.functions.invoke('worker', eventOf({ b: 3 }));
  expect(receivedAgain(system.seen)).toBe(1);
  expect([...system.seen.handled].sort()).toEqual(['a', 'b']);
  expect(system.seen.throttled).toBe(0);
});

test('each throttled attempt counts, is refused as before, and handles nothing', async () => {
  await using system = await watched('export const handler = async () => ({})', {
    reservedConcurrentExecutions: 0,
  });
  for (let attempt = 0; attempt < 2; attempt++)
    await expect(system.functions.invoke('worker', eventOf({ a: 1 }))).rejects.toThrow('Rate Exceeded');
  expect(system.seen.throttled).toBe(2);
  expect(system.seen.handled.size).toBe(0);
});

test('what a batch names as failed is not handled, nor what a function throws on', async () => {
  await using system = await watched(`export const handler = async ({ Records }) => {
    if (Records.length === 1) throw new Error('no');
    return { batchItemFailures: [{ itemIdentifier: Records[0].messageId }] };
  }`);
  await system.functions.invoke('worker', eventOf({ a: 1, b: 1 }));
  await system.functions.invoke('worker', eventOf({ c: 1 }));
  expect([...system.seen.handled]).toEqual(['b']);
});

test('what does not come from the queue is left alone', async () => {
  await using system = await watched('export const handler = async () => ({})');
  await system.functions.invoke('worker', eventOf({ a: 2 }, `${queueArn}-others`));
  await system.functions.invoke('worker', { payload: '{}' });
  expect(receivedAgain(system.seen)).toBe(0);
  expect(system.seen.handled.size).toBe(0);
});
