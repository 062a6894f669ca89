import { readFileSync } from 'node:fs';
import { CfnResource, Stack } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { testApp } from '../patterns/testing.ts';

const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));

/** What the schemas of the resource types tell, and what the rules do that were cfn-lint's. */
const wrong: [what: string, type: string, properties: object, says: RegExp][] = [
  ['NoSuchProperty', 'AWS::SQS::Queue', { VisibilityTimout: 30 }, /VisibilityTimout/],
  ['OutOfRange', 'AWS::SQS::Queue', { VisibilityTimeout: 43_201 }, /maximum of 43200/],
  ['MissingProperty', 'AWS::ApiGateway::Method', { HttpMethod: 'GET' }, /ResourceId/],
  ['Grammar', 'AWS::Events::Rule', { ScheduleExpression: 'rate(1 minutes)' }, /'minutes' is not one of/],
  [
    ...(['MachineOfNoSuchEngine', 'AWS::RDS::DBInstance'] as const),
    { Engine: 'postgres', DBInstanceClass: 'db.t1.large', AllocatedStorage: '20' },
    /'db\.t1\.large' is not one of/,
  ],
];

test('what CloudFormation’s own validator finds fails the synthesis', () => {
  const app = testApp({ context });
  const stack = new Stack(app, 'other');
  for (const [id, type, properties] of wrong) new CfnResource(stack, id, { type, properties });
  let complaint = '';
  try {
    app.synth();
  } catch (error) {
    complaint = (error as Error).message;
  }
  for (const [, , , says] of wrong) expect(complaint).toMatch(says);
});
