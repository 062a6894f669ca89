import { expect, test } from 'vitest';
import type { MappingProperties } from './event-source.ts';
import { reservedConcurrency } from './reserved-concurrency.ts';
import { findings, synthesised, theOne } from './testing.ts';

test('a worker that reserves less than its event sources may use fails', () => {
  const system = synthesised();
  const worker = theOne<{ ReservedConcurrentExecutions?: number }>(
    system,
    'AWS::Lambda::Function',
    'PaymentsWorker',
  );
  const mapping = theOne<MappingProperties>(system, 'AWS::Lambda::EventSourceMapping', 'PaymentsWorker');
  mapping.properties.ScalingConfig = { MaximumConcurrency: 10 };
  worker.properties.ReservedConcurrentExecutions = 9;
  expect(findings(reservedConcurrency, system)).toEqual([
    `orders/${worker.id}: ReservedConcurrentExecutions is 9, but its event sources may run 10 = 10 at once. Reserve at least 10, or nothing: MaximumConcurrency is the throttle.`,
  ]);
  worker.properties.ReservedConcurrentExecutions = 10;
  expect(findings(reservedConcurrency, system)).toEqual([]);
});
