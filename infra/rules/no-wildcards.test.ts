import { expect, test } from 'vitest';
import { noWildcards } from './no-wildcards.ts';
import { findings, synthesised, theOne } from './testing.ts';

interface Policy {
  PolicyDocument: { Statement: object[] };
}

const granted = (statement: object) => {
  const system = synthesised();
  const policy = theOne<Policy>(system, 'AWS::IAM::Policy', 'PaymentsSender');
  const queue = theOne(system, 'AWS::SQS::Queue', 'PaymentsQueue');
  policy.properties.PolicyDocument.Statement = [{ Effect: 'Allow', ...statement }];
  const itsOwn = findings(noWildcards, system).filter((line) => line.startsWith(`orders/${policy.id}: `));
  return itsOwn.map((line) => line.replace(`orders/${policy.id}: `, '').replace(queue.id, 'PaymentsQueue'));
};

const advice =
  'Name each action and resource, or write the reason into reasonedWildcards of infra/rules/acknowledged.ts.';

test('an action with a wildcard fails', () => {
  expect(
    granted({ Action: ['sqs:Send*', 'sqs:GetQueueUrl'], Resource: 'arn:aws:sqs:eu-west-1:1:q' }),
  ).toEqual([`allows sqs:Send* on arn:aws:sqs:eu-west-1:1:q. ${advice}`]);
});

test('a resource with a wildcard fails', () => {
  const system = synthesised();
  const { id } = theOne(system, 'AWS::SQS::Queue', 'PaymentsQueue');
  const resource = { 'Fn::Join': ['', [{ 'Fn::GetAtt': [id, 'Arn'] }, '*']] };
  expect(granted({ Action: 'sqs:SendMessage', Resource: resource })).toEqual([
    `allows sqs:SendMessage on PaymentsQueue*. ${advice}`,
  ]);
});

test('all but a few is a wildcard too', () => {
  expect(granted({ NotAction: 'iam:*', Resource: '*' })).toEqual([
    `allows all but a few, by NotAction or NotResource. ${advice}`,
  ]);
});

test('a wildcard with a written reason passes', () => {
  expect(granted({ Action: 'xray:PutTraceSegments', Resource: '*' })).toEqual([]);
});
