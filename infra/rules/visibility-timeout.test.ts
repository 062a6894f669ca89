import { expect, test } from 'vitest';
import type { QueueProperties } from './event-source.ts';
import { findings, synthesised, theOne } from './testing.ts';
import { visibilityTimeout } from './visibility-timeout.ts';

test('a queue whose messages come back too soon fails, with the sum that it must reach', () => {
  const system = synthesised();
  const queue = theOne<QueueProperties>(system, 'AWS::SQS::Queue', 'PaymentsQueue');
  const worker = theOne<{ Timeout: number }>(system, 'AWS::Lambda::Function', 'PaymentsWorker');
  const mapping = theOne<{ MaximumBatchingWindowInSeconds: number }>(
    system,
    'AWS::Lambda::EventSourceMapping',
    'PaymentsWorker',
  );
  worker.properties.Timeout = 20;
  mapping.properties.MaximumBatchingWindowInSeconds = 5;
  queue.properties.VisibilityTimeout = 124;
  expect(findings(visibilityTimeout, system)).toEqual([
    `orders/${queue.id}: VisibilityTimeout is 124 s, but must be at least 6 x the timeout of ${worker.id} (20 s) + its batching window (5 s) = 125 s. Raise it, or lower the function's timeout.`,
  ]);
  queue.properties.VisibilityTimeout = 125;
  expect(findings(visibilityTimeout, system)).toEqual([]);
});

test('a queue that says nothing has the 30 seconds of SQS', () => {
  const system = synthesised();
  delete theOne<QueueProperties>(system, 'AWS::SQS::Queue', 'PaymentsQueue').properties.VisibilityTimeout;
  expect(findings(visibilityTimeout, system)).toEqual([expect.stringContaining('VisibilityTimeout is 30 s')]);
});
