import { eventSources } from './event-source.ts';
import type { Rule } from './rule.ts';

/**
 * Each event source has exactly one throttle. Lambda refuses both at once, and without any a burst takes all the
 * account's concurrency. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
export const oneThrottle: Rule = {
  name: 'one-throttle',
  check: (assembly) =>
    eventSources(assembly).flatMap(({ mapping }) => {
      const maximum = mapping.properties.ScalingConfig?.MaximumConcurrency;
      const pollers = mapping.properties.ProvisionedPollerConfig;
      if ((maximum === undefined) !== (pollers === undefined)) return [];
      const found = maximum === undefined ? 'neither' : 'both';
      return [
        {
          resource: mapping,
          message: `has ${found} of ScalingConfig.MaximumConcurrency and ProvisionedPollerConfig, but needs exactly one. Set MaximumConcurrency to what the worker's database takes.`,
        },
      ];
    }),
};
