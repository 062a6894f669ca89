import { eventSources } from './event-source.ts';
import type { Rule } from './rule.ts';

/**
 * Reserved concurrency below what the event sources may use makes Lambda poll messages that it then cannot work off,
 * until healthy ones are dead-lettered. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
export const reservedConcurrency: Rule = {
  name: 'reserved-concurrency',
  check: (assembly) => {
    const byWorker = Map.groupBy(eventSources(assembly), ({ worker }) => worker);
    return [...byWorker].flatMap(([worker, sources]) => {
      const reserved = worker.properties.ReservedConcurrentExecutions;
      const maxima = sources.map(({ mapping }) => mapping.properties.ScalingConfig?.MaximumConcurrency ?? 0);
      const sum = maxima.reduce((total, maximum) => total + maximum, 0);
      if (reserved === undefined || reserved >= sum) return [];
      return [
        {
          resource: worker,
          message: `ReservedConcurrentExecutions is ${reserved}, but its event sources may run ${maxima.join(' + ')} = ${sum} at once. Reserve at least ${sum}, or nothing: MaximumConcurrency is the throttle.`,
        },
      ];
    });
  },
};
