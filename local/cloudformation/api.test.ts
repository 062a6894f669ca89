import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AwsEndpoint } from '../endpoint/server.ts';
import { Roles } from '../iam/roles.ts';
import { cloudFormationApi, type StackDescription } from './api.ts';

const created = new Date('2026-11-01T10:00:00Z');
const stacks: StackDescription[] = [
  {
    id: 'arn:aws:cloudformation:us-east-1:000000000000:stack/shop/local',
    name: 'shop',
    created,
    outputs: [
      {
        key: 'ApiUrl',
        value: 'http://127.0.0.1:1/?a=1&b=<2>',
        description: 'the "API"',
        exportName: undefined,
      },
      { key: 'Port', value: '5432', description: undefined, exportName: 'shop:Port' },
    ],
  },
  { id: 'arn:other', name: 'other', created, outputs: undefined },
];

let endpoint: AwsEndpoint;
let client: CloudFormationClient;

beforeAll(async () => {
  endpoint = await AwsEndpoint.listen(() => {});
  endpoint.serve(
    cloudFormationApi(stacks, {
      roles: new Roles({ region: 'us-east-1', accountId: '000000000000', log: () => {} }),
      arn: () => '',
    }),
  );
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new CloudFormationClient({ endpoint: endpoint.url, region: 'us-east-1', credentials });
});
afterAll(async () => {
  client.destroy();
  await endpoint.stop();
});

test('the SDK client reads a stack by its name with all of its outputs', async () => {
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'shop' }));
  expect(Stacks).toMatchObject([
    {
      StackName: 'shop',
      StackStatus: 'CREATE_COMPLETE',
      CreationTime: created,
      Outputs: [
        { OutputKey: 'ApiUrl', OutputValue: 'http://127.0.0.1:1/?a=1&b=<2>', Description: 'the "API"' },
        { OutputKey: 'Port', OutputValue: '5432', ExportName: 'shop:Port' },
      ],
    },
  ]);
});

test('without a name all stacks are listed, unfinished ones as in progress', async () => {
  const { Stacks } = await client.send(new DescribeStacksCommand({}));
  expect(Stacks?.map(({ StackName, StackStatus }) => [StackName, StackStatus])).toEqual([
    ['shop', 'CREATE_COMPLETE'],
    ['other', 'CREATE_IN_PROGRESS'],
  ]);
});

test('an unknown stack is a ValidationError, as on AWS', async () => {
  const call = client.send(new DescribeStacksCommand({ StackName: 'nobody' }));
  await expect(call).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Stack with id nobody does not exist',
  });
});

test('another operation is refused by its name', async () => {
  const call = client.send(new ListStacksCommand({}));
  await expect(call).rejects.toThrow('The local run has no CloudFormation operation ListStacks');
});
