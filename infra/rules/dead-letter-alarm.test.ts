import { expect, test } from 'vitest';
import { deadLetterAlarm } from './dead-letter-alarm.ts';
import { findings, synthesised, theOne } from './testing.ts';

interface Alarm {
  MetricName: string;
  Threshold: number;
}

const alarmOf = (system: ReturnType<typeof synthesised>) =>
  theOne<Alarm>(system, 'AWS::CloudWatch::Alarm', 'PaymentsDeadLetters');

test('an alarm on messages sent fails, since dead letters never count as sent', () => {
  const system = synthesised();
  alarmOf(system).properties.MetricName = 'NumberOfMessagesSent';
  const queue = theOne(system, 'AWS::SQS::Queue', 'PaymentsDeadLetters');
  expect(findings(deadLetterAlarm, system)).toEqual([
    `orders/${queue.id}: its alarms are [NumberOfMessagesSent GreaterThanThreshold 0], but one must fire when ApproximateNumberOfMessagesVisible is 1. Add an alarm on that metric of this queue: GreaterThanOrEqualToThreshold 1.`,
  ]);
});

test('an alarm that sleeps through the first dead letter fails', () => {
  const system = synthesised();
  alarmOf(system).properties.Threshold = 1;
  expect(findings(deadLetterAlarm, system)).toHaveLength(1);
});

test('an alarm on another queue does not count', () => {
  const system = synthesised();
  Object.assign(alarmOf(system).properties, { Dimensions: [{ Name: 'QueueName', Value: 'another' }] });
  expect(findings(deadLetterAlarm, system)).toEqual([expect.stringContaining('its alarms are []')]);
});
