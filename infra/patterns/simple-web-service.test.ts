import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { expect, test } from 'vitest';
import { SimpleWebService } from './simple-web-service.ts';
import { inlineCode, otherSystem } from './testing.ts';

function notes(timeout: number) {
  const { stack, template } = otherSystem();
  const service = new SimpleWebService(stack, 'Notes', {
    service: 'notes',
    code: inlineCode,
    timeout: Duration.seconds(timeout),
    partitionKey: 'id',
    tableVariable: 'NOTES_TABLE',
    tableActions: ['GetItem', 'PutItem'],
  });
  new RestApi(stack, 'Api').root.addMethod('GET', service.integration);
  return template();
}

test('the function knows its table and may do there what is said, and nothing else', () => {
  const template = notes(10);
  template.resourceCountIs('AWS::DynamoDB::Table', 1);
  const policies = Object.values(template.findResources('AWS::IAM::Policy'));
  const actions = policies.flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action),
  );
  expect(actions).toHaveLength(4);
  expect(actions).toEqual(
    expect.arrayContaining([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]),
  );
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { NOTES_TABLE: { Ref: Match.stringLikeRegexp('NotesTable') } } },
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    TracingConfig: { Mode: 'Active' },
  });
});

test('a function that answers later than API Gateway waits is refused', () => {
  expect(() => notes(30)).toThrow(/timeout is 30 s, but API Gateway waits at most 29 s/);
});
