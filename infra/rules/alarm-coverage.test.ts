import { expect, test } from 'vitest';
import { alarmCoverage } from './alarm-coverage.ts';
import { findings, synthesised } from './testing.ts';

const alarmType = 'AWS::CloudWatch::Alarm';

test.each([
  ['FulfilmentBookShipment', 'AWS/Lambda', 'Throttles'],
  ['OrdersSweep', 'AWS/Lambda', 'Errors'],
  ['PaymentsQueue', 'AWS/SQS', 'ApproximateAgeOfOldestMessage'],
  ['FulfilmentWorkflowStateMachine', 'AWS/States', 'ExecutionsFailed'],
  ['FulfilmentWorkflowStateMachine', 'AWS/States', 'ExecutionsTimedOut'],
  ['FacadeApi', 'AWS/ApiGateway', '5XXError'],
  ['FacadeApi', 'AWS/ApiGateway', 'Latency'],
  ['Database', 'AWS/RDS', 'DatabaseConnections'],
])('%s without its alarm on %s %s fails', (id, namespace, metric) => {
  const system = synthesised();
  for (const { properties } of system.resources<Record<string, unknown>>(alarmType))
    if (properties['Namespace'] === namespace && properties['MetricName'] === metric)
      properties['MetricName'] = 'Another';
  expect(findings(alarmCoverage, system)).toContainEqual(
    expect.stringMatching(new RegExp(`/${id}[0-9A-F]{8}: has no alarm on ${namespace}/${metric}\\. Add one`)),
  );
});

test('an alarm on another resource of the kind does not count', () => {
  const system = synthesised();
  const [age] = system
    .resources<{ MetricName: string; Dimensions: object[] }>(alarmType)
    .filter(({ properties }) => properties.MetricName === 'ApproximateAgeOfOldestMessage');
  Object.assign(age?.properties ?? {}, { Dimensions: [{ Name: 'QueueName', Value: 'another' }] });
  expect(findings(alarmCoverage, system)).toHaveLength(1);
});
