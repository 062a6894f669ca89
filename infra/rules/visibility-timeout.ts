import { eventSources } from './event-source.ts';
import type { Rule } from './rule.ts';

/** CloudFormation's own defaults, in seconds. */
const defaults = { visibility: 30, timeout: 3 };

/**
 * A message must stay hidden while Lambda tries a throttled batch again, or another worker gets it too.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export const visibilityTimeout: Rule = {
  name: 'visibility-timeout',
  check: (assembly) =>
    eventSources(assembly).flatMap(({ mapping, queue, worker }) => {
      const visibility = queue.properties.VisibilityTimeout ?? defaults.visibility;
      const timeout = worker.properties.Timeout ?? defaults.timeout;
      const window = mapping.properties.MaximumBatchingWindowInSeconds ?? 0;
      const least = 6 * timeout + window;
      if (visibility >= least) return [];
      return [
        {
          resource: queue,
          message: `VisibilityTimeout is ${visibility} s, but must be at least 6 x the timeout of ${worker.id} (${timeout} s) + its batching window (${window} s) = ${least} s. Raise it, or lower the function's timeout.`,
        },
      ];
    }),
};
