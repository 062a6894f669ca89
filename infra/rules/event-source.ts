import type { Assembly, Resource } from './assembly.ts';

interface FunctionProperties {
  Timeout?: number;
  ReservedConcurrentExecutions?: number;
}

export interface MappingProperties {
  EventSourceArn?: unknown;
  FunctionName?: unknown;
  BatchSize?: number;
  MaximumBatchingWindowInSeconds?: number;
  ScalingConfig?: { MaximumConcurrency?: number };
  ProvisionedPollerConfig?: object;
}

export interface QueueProperties {
  VisibilityTimeout?: number;
  MessageRetentionPeriod?: number;
  RedrivePolicy?: { deadLetterTargetArn?: unknown; maxReceiveCount?: number | string };
}

/** A queue, the function that works it off, and how Lambda polls. */
export interface EventSource {
  mapping: Resource<MappingProperties>;
  queue: Resource<QueueProperties>;
  worker: Resource<FunctionProperties>;
}

/** Every queue that a function of the system works off. */
export function eventSources(assembly: Assembly): EventSource[] {
  return assembly
    .resources<MappingProperties>('AWS::Lambda::EventSourceMapping')
    .flatMap((mapping): EventSource[] => {
      const queue = assembly.target<QueueProperties>(mapping, mapping.properties.EventSourceArn);
      const worker = assembly.target<FunctionProperties>(mapping, mapping.properties.FunctionName);
      return queue?.type === 'AWS::SQS::Queue' && worker ? [{ mapping, queue, worker }] : [];
    });
}
