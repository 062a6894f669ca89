import { eventSources } from './event-source.ts';
import type { Rule } from './rule.ts';

/** Lambda refuses larger batches that do not wait to fill. */
const largestWithoutWindow = 10;

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html: "BatchSize" */
export const batchWindow: Rule = {
  name: 'batch-window',
  check: (assembly) =>
    eventSources(assembly).flatMap(({ mapping }) => {
      const { BatchSize: size = 10, MaximumBatchingWindowInSeconds: window = 0 } = mapping.properties;
      if (size <= largestWithoutWindow || window >= 1) return [];
      return [
        {
          resource: mapping,
          message: `BatchSize is ${size} with a batching window of ${window} s, but a batch over ${largestWithoutWindow} needs a window of at least 1 s. Set MaximumBatchingWindowInSeconds, or ask for ${largestWithoutWindow} at most.`,
        },
      ];
    }),
};
