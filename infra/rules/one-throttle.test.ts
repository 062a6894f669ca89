import { expect, test } from 'vitest';
import type { MappingProperties } from './event-source.ts';
import { oneThrottle } from './one-throttle.ts';
import { findings, synthesised, theOne } from './testing.ts';

test.each([
  ['both', { MaximumConcurrency: 10 }, { MaximumPollers: 5 }],
  ['neither', {}, undefined],
])('an event source with %s of the throttles fails', (found, scaling, pollers) => {
  const system = synthesised();
  const mapping = theOne<MappingProperties>(system, 'AWS::Lambda::EventSourceMapping', 'PaymentsWorker');
  mapping.properties.ScalingConfig = scaling;
  mapping.properties.ProvisionedPollerConfig = pollers;
  expect(findings(oneThrottle, system)).toEqual([
    `orders/${mapping.id}: has ${found} of ScalingConfig.MaximumConcurrency and ProvisionedPollerConfig, but needs exactly one. Set MaximumConcurrency to what the worker's database takes.`,
  ]);
});
