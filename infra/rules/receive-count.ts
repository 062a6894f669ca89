import { eventSources } from './event-source.ts';
import type { Rule } from './rule.ts';

/** The least that AWS advises: a throttled invocation counts as a receive, and is no fault of the message. */
const least = 5;

/** Every queue that a function works off gives a message up, but not before it was tried often enough. */
export const receiveCount: Rule = {
  name: 'receive-count',
  check: (assembly) =>
    eventSources(assembly).flatMap(({ queue }) => {
      const count = queue.properties.RedrivePolicy?.maxReceiveCount;
      if (Number(count) >= least) return [];
      const found = count === undefined ? 'is not set' : `is ${count}`;
      return [
        {
          resource: queue,
          message: `RedrivePolicy.maxReceiveCount ${found}, but must be at least ${least}: throttled deliveries count too. Give it a dead-letter queue and a count of ${least} or more.`,
        },
      ];
    }),
};
