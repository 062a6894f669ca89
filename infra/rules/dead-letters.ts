import type { Assembly, Resource } from './assembly.ts';
import type { QueueProperties } from './event-source.ts';

/** Every queue that gives messages up, with the queue that takes them. */
export function deadLetterQueues(
  assembly: Assembly,
): { source: Resource<QueueProperties>; deadLetters: Resource<QueueProperties> }[] {
  return assembly.resources<QueueProperties>('AWS::SQS::Queue').flatMap((source) => {
    const arn = source.properties.RedrivePolicy?.deadLetterTargetArn;
    const deadLetters = assembly.target<QueueProperties>(source, arn);
    return deadLetters ? [{ source, deadLetters }] : [];
  });
}
