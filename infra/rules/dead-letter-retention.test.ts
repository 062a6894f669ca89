import { expect, test } from 'vitest';
import { deadLetterRetention } from './dead-letter-retention.ts';
import type { QueueProperties } from './event-source.ts';
import { findings, synthesised, theOne } from './testing.ts';

test('a dead-letter queue that keeps messages no longer than their source fails', () => {
  const system = synthesised();
  const queue = theOne<QueueProperties>(system, 'AWS::SQS::Queue', 'PaymentsQueue');
  const deadLetters = theOne<QueueProperties>(system, 'AWS::SQS::Queue', 'PaymentsDeadLetters');
  queue.properties.MessageRetentionPeriod = 1_209_600;
  deadLetters.properties.MessageRetentionPeriod = 1_209_600;
  expect(findings(deadLetterRetention, system)).toEqual([
    `orders/${deadLetters.id}: keeps messages for 1209600 s, but must keep them longer than ${queue.id} does (1209600 s): a message's age goes on counting when it moves here. Raise MessageRetentionPeriod (up to 1209600), or lower that of ${queue.id}.`,
  ]);
});
