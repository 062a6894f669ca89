import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { expect, test } from 'vitest';
import { findStackId, keptBy, protectedResources } from './kept.ts';
import { fakeAws, noSuchStack, stackAnswer, success } from './testing.ts';

const stackId = 'arn:aws:cloudformation:::stack/orders/1';

async function clientFor(resources: object, summaries: [id: string, type: string, status: string][] = []) {
  const members = summaries.map(
    ([id, type, status]) =>
      `<member><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${id}-abc</PhysicalResourceId>` +
      `<ResourceType>${type}</ResourceType><ResourceStatus>${status}</ResourceStatus></member>`,
  );
  const body = JSON.stringify({ Resources: resources });
  const { config } = await fakeAws({
    GetTemplate: () => success('GetTemplate', `<TemplateBody>${body}</TemplateBody>`),
    ListStackResources: () =>
      success('ListStackResources', `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>`),
    DescribeStacks: (input) =>
      input.get('StackName') === 'orders' ? stackAnswer('orders') : noSuchStack(input.get('StackName')),
  });
  return new CloudFormationClient(config);
}

test('a stack is found by its name, and one that is not there is no error', async () => {
  const client = await clientFor({});
  expect(await findStackId(client, 'orders')).toBe(stackId);
  expect(await findStackId(client, 'CDKToolkit')).toBeUndefined();
});

test('databases, tables and user pools that are protected against deletion are named', async () => {
  const client = await clientFor({
    Database: { Type: 'AWS::RDS::DBInstance', Properties: { DeletionProtection: true } },
    Table: { Type: 'AWS::DynamoDB::Table', Properties: { DeletionProtectionEnabled: true } },
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: { DeletionProtection: 'ACTIVE' } },
    Open: { Type: 'AWS::RDS::DBInstance', Properties: { DeletionProtection: false } },
    Role: { Type: 'AWS::IAM::Role' },
  });
  expect(await protectedResources(client, stackId)).toEqual(['Database', 'Table', 'Pool']);
});

test('retained resources and final snapshots are kept, each with a command that removes it', async () => {
  const client = await clientFor(
    {
      Table: { Type: 'AWS::DynamoDB::Table', DeletionPolicy: 'Retain' },
      Database: { Type: 'AWS::RDS::DBInstance', DeletionPolicy: 'Snapshot' },
      Role: { Type: 'AWS::IAM::Role' },
    },
    [
      ['Table', 'AWS::DynamoDB::Table', 'DELETE_SKIPPED'],
      ['Database', 'AWS::RDS::DBInstance', 'DELETE_COMPLETE'],
      ['Role', 'AWS::IAM::Role', 'DELETE_COMPLETE'],
    ],
  );
  expect(await keptBy(client, stackId)).toEqual([
    {
      what: 'AWS::DynamoDB::Table Table-abc',
      remove: 'aws cloudcontrol delete-resource --type-name AWS::DynamoDB::Table --identifier Table-abc',
    },
    {
      what: 'a final snapshot of AWS::RDS::DBInstance Database-abc',
      remove: expect.stringContaining('--db-instance-identifier Database-abc'),
    },
  ]);
});
