import { expect, test } from 'vitest';
import { alarmRunbook } from './alarm-runbook.ts';
import { findings, synthesised, theOne } from './testing.ts';

const alarmOf = (system: ReturnType<typeof synthesised>) =>
  theOne<{ AlarmDescription: string }>(system, 'AWS::CloudWatch::Alarm', 'PaymentsDeadLetters');

test('an alarm that says nothing of what to do fails', () => {
  const system = synthesised();
  alarmOf(system).properties.AlarmDescription = 'Something is wrong';
  expect(findings(alarmRunbook, system)).toEqual([
    `orders/${alarmOf(system).id}: its description is "Something is wrong", which names no runbook. Make it by alarmOn of infra/patterns/alarm.ts.`,
  ]);
});

test('an alarm whose runbook nobody wrote fails', () => {
  const system = synthesised();
  alarmOf(system).properties.AlarmDescription = 'Wrong. What to do: docs/runbooks/unwritten.md';
  expect(findings(alarmRunbook, system)).toEqual([
    `orders/${alarmOf(system).id}: its runbook docs/runbooks/unwritten.md does not exist. Write it.`,
  ]);
});
