import { expect, test } from 'vitest';
import { synthesised, theOne } from '../../../../infra/rules/testing.ts';
import { staleDiagrams, systemDiagrams } from '../index.ts';
import { readArrows } from './arrows.ts';
import { readParts } from './parts.ts';
import { drawSystem } from './picture.ts';

const arrowsOf = (assembly = synthesised()) => readArrows(assembly, readParts(assembly));
const webhook = { title: 'Webhook', grid: [['FacadeApi', 'PaymentsQueue', 'PaymentsWorker']] };

test('every picture of the system is what the template says: else run "npm run diagrams"', () => {
  expect(staleDiagrams(systemDiagrams(synthesised())).map(({ file }) => file)).toEqual([]);
});

test('an arrow is drawn for an integration, a mapping, a permission, an open port, a redrive and a schedule', () => {
  for (const [from, to, label] of [
    ['FacadeApi', 'PaymentsQueue', 'POST /webhooks/payments'],
    ['FacadeApi', 'LoadBalancer', 'ANY /{proxy+}'],
    ['PaymentsQueue', 'PaymentsWorker', 'batches'],
    ['PaymentsQueue', 'PaymentsDeadLetters', 'failed 5 times'],
    ['OrdersFunction', 'PricingFunction', 'invokes'],
    ['PaymentsWorker', 'FulfilmentWorkflowStateMachine', 'wakes'],
    ['PaymentsWorker', 'Database', 'SQL'],
    ['LoadBalancer', 'LegacyApiService', 'HTTP'],
    ['OrdersSweepSchedule', 'OrdersSweep', 'runs'],
  ])
    expect(arrowsOf()).toContainEqual({ from, to, labels: expect.arrayContaining([label]) });
});

test('a permission that is taken away takes its arrow along', () => {
  const assembly = synthesised();
  const policy = theOne<{ PolicyDocument: { Statement: unknown[] } }>(
    assembly,
    'AWS::IAM::Policy',
    'OrdersFunctionServiceRole',
  );
  policy.properties.PolicyDocument.Statement = [];
  expect(arrowsOf(assembly).filter(({ from }) => from === 'OrdersFunction')).toEqual([]);
});

test('the throttle in the picture is the throttle in the template', () => {
  const assembly = synthesised();
  expect(drawSystem(assembly, webhook)).toContain('at most 5 at once');
  const mapping = theOne<{ ScalingConfig: { MaximumConcurrency: number } }>(
    assembly,
    'AWS::Lambda::EventSourceMapping',
    'PaymentsWorker',
  );
  mapping.properties.ScalingConfig.MaximumConcurrency = 7;
  expect(drawSystem(assembly, webhook)).toContain('at most 7 at once');
});

test('a part that the template has not is named, with those that it has', () => {
  const picture = { title: 'Webhook', grid: [['PaymentQueue']] };
  expect(() => drawSystem(synthesised(), picture)).toThrow(
    /"Webhook" shows PaymentQueue, which the template has not. It has .*PaymentsQueue/,
  );
});
