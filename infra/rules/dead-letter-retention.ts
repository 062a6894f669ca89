import { deadLetterQueues } from './dead-letters.ts';
import type { Rule } from './rule.ts';

/** SQS's default, in seconds: 4 days. */
const defaultRetention = 345_600;

/**
 * A message keeps its age when it moves to the dead-letter queue, so that queue must keep longer than the source.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export const deadLetterRetention: Rule = {
  name: 'dead-letter-retention',
  check: (assembly) =>
    deadLetterQueues(assembly).flatMap(({ source, deadLetters }) => {
      const sourceKeeps = source.properties.MessageRetentionPeriod ?? defaultRetention;
      const keeps = deadLetters.properties.MessageRetentionPeriod ?? defaultRetention;
      if (keeps > sourceKeeps) return [];
      return [
        {
          resource: deadLetters,
          message: `keeps messages for ${keeps} s, but must keep them longer than ${source.id} does (${sourceKeeps} s): a message's age goes on counting when it moves here. Raise MessageRetentionPeriod (up to 1209600), or lower that of ${source.id}.`,
        },
      ];
    }),
};
