import { expect, test } from 'vitest';
import { batchWindow } from './batch-window.ts';
import type { MappingProperties } from './event-source.ts';
import { findings, synthesised, theOne } from './testing.ts';

test('a batch over 10 that does not wait to fill fails', () => {
  const system = synthesised();
  const mapping = theOne<MappingProperties>(system, 'AWS::Lambda::EventSourceMapping', 'PaymentsWorker');
  mapping.properties.BatchSize = 11;
  expect(findings(batchWindow, system)).toEqual([
    `orders/${mapping.id}: BatchSize is 11 with a batching window of 0 s, but a batch over 10 needs a window of at least 1 s. Set MaximumBatchingWindowInSeconds, or ask for 10 at most.`,
  ]);
  mapping.properties.MaximumBatchingWindowInSeconds = 1;
  expect(findings(batchWindow, system)).toEqual([]);
});
