import { expect, test } from 'vitest';
import { noPhysicalNames } from './no-physical-names.ts';
import { findings, synthesised, theOne } from './testing.ts';

test.each([
  ['AWS::SQS::Queue', 'PaymentsQueue', 'QueueName'],
  ['AWS::IAM::Role', 'PaymentsSender', 'RoleName'],
  ['AWS::DynamoDB::Table', 'OrdersTable', 'TableName'],
  ['AWS::Events::Rule', 'OrdersSweepSchedule', 'Name'],
  ['AWS::EC2::SecurityGroup', 'PaymentsWorker', 'GroupName'],
])('a %s with a name of its own fails', (type, idBegins, property) => {
  const system = synthesised();
  const resource = theOne(system, type, idBegins);
  Object.assign(resource.properties, { [property]: 'mine' });
  expect(findings(noPhysicalNames, system)).toEqual([
    `orders/${resource.id}: ${property} is "mine", so a second deployment collides with this one. Leave it out: CloudFormation makes up a name.`,
  ]);
});
