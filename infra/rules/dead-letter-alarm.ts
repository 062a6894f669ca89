import { type Assembly, type Resource, same } from './assembly.ts';
import { deadLetterQueues } from './dead-letters.ts';
import type { Rule } from './rule.ts';

interface AlarmProperties {
  Namespace?: string;
  MetricName?: string;
  ComparisonOperator?: string;
  Threshold?: number;
  Dimensions?: { Name: string; Value: unknown }[];
}

const metric = 'ApproximateNumberOfMessagesVisible';

/**
 * Someone hears of the first dead letter. By the messages *visible*, since those that SQS moves itself never count as
 * sent (NumberOfMessagesSent stays 0).
 */
export const deadLetterAlarm: Rule = {
  name: 'dead-letter-alarm',
  check: (assembly) =>
    deadLetterQueues(assembly).flatMap(({ deadLetters }) => {
      const alarms = alarmsOn(assembly, deadLetters);
      if (alarms.some(firesAtTheFirst)) return [];
      const found = alarms.map(
        ({ properties: { MetricName: name, ComparisonOperator: operator, Threshold: threshold } }) =>
          `${name} ${operator} ${threshold}`,
      );
      return [
        {
          resource: deadLetters,
          message: `its alarms are [${found.join(', ')}], but one must fire when ${metric} is 1. Add an alarm on that metric of this queue: GreaterThanOrEqualToThreshold 1.`,
        },
      ];
    }),
};

function alarmsOn(assembly: Assembly, queue: Resource): Resource<AlarmProperties>[] {
  return assembly
    .resources<AlarmProperties>('AWS::CloudWatch::Alarm')
    .filter(
      (alarm) =>
        alarm.properties.Namespace === 'AWS/SQS' &&
        alarm.properties.Dimensions?.some(({ Value }) => same(assembly.target(alarm, Value), queue)),
    );
}

function firesAtTheFirst({ properties }: Resource<AlarmProperties>): boolean {
  const { MetricName: name, ComparisonOperator: operator, Threshold: threshold = Infinity } = properties;
  if (name !== metric) return false;
  if (operator === 'GreaterThanThreshold') return threshold < 1;
  return operator === 'GreaterThanOrEqualToThreshold' && threshold <= 1;
}
