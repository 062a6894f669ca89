import { expect, test } from 'vitest';
import type { QueueProperties } from './event-source.ts';
import { receiveCount } from './receive-count.ts';
import { findings, synthesised, theOne } from './testing.ts';

test('a queue that gives a message up after three receives fails', () => {
  const system = synthesised();
  const queue = theOne<QueueProperties>(system, 'AWS::SQS::Queue', 'PaymentsQueue');
  queue.properties.RedrivePolicy = { ...queue.properties.RedrivePolicy, maxReceiveCount: 3 };
  expect(findings(receiveCount, system)).toEqual([
    `orders/${queue.id}: RedrivePolicy.maxReceiveCount is 3, but must be at least 5: throttled deliveries count too. Give it a dead-letter queue and a count of 5 or more.`,
  ]);
});

test('a queue without a dead-letter queue fails', () => {
  const system = synthesised();
  delete theOne<QueueProperties>(system, 'AWS::SQS::Queue', 'PaymentsQueue').properties.RedrivePolicy;
  expect(findings(receiveCount, system)).toEqual([expect.stringContaining('maxReceiveCount is not set')]);
});
