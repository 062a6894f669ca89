import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloudFormationApi } from '../cloudformation/api.ts';
import { StopList } from '../cloudformation/stop-list.ts';
import { createEngines } from '../engines.ts';
import { addRole } from '../iam/testing.ts';
import type { LocalSystem } from '../system.ts';
import { routesTo } from './routes.ts';
import { AwsEndpoint } from './server.ts';

const account = '000000000000';
const arnOf = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${account}:${resource}`;
const machineArn = arnOf('states', 'stateMachine:fulfil');
const executionArn = arnOf('states', 'execution:fulfil:o1');
const taskToken = Buffer.from(`${executionArn} 00000000-0000-0000-0000-000000000000`).toString('base64url');
const secretArn = arnOf('secretsmanager', 'secret:shop-AbCdEf');
const Key = { id: { S: '1' } };
const put = { Put: { TableName: 'open', Item: Key } };
const check = { ConditionCheck: { TableName: 'open', Key, ConditionExpression: 'attribute_exists(id)' } };

const stops = new StopList();
const logged: string[] = [];
let system: LocalSystem;
let endpointUrl: string;

beforeAll(async () => {
  const endpoint = await AwsEndpoint.listen(() => {});
  stops.add('endpoint', () => endpoint.stop());
  endpointUrl = endpoint.url;
  const log = ({ source, line }: { source: string; line: string }) => logged.push(`${source}: ${line}`);
  const common = { region: 'us-east-1', accountId: account, endpointUrl, port: 0, workDir: '/nowhere' };
  system = createEngines({ ...common, log, timeFactor: 1, assets: new Map(), stops });
  endpoint.serve(...routesTo(system), cloudFormationApi([], system));
  const roleArn = addRole(
    system.roles,
    'lambda.amazonaws.com',
    { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: arnOf('dynamodb', 'table/open') },
    { Effect: 'Allow', Action: 'dynamodb:Query', Resource: arnOf('dynamodb', 'table/open') },
    { Effect: 'Allow', Action: 'sqs:*', Resource: '*' },
    { Effect: 'Deny', Action: 'sqs:SendMessage', Resource: arnOf('sqs', 'closed') },
  );
  const session = { service: 'lambda.amazonaws.com', roleArn, sessionName: 'api' };
  system.roles.addAccessKey('ASIAFUNCTION', system.roles.assume(session));
  for (const name of ['open', 'closed']) {
    await system.tables.create({
      TableName: name,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
    system.queues.define({ name });
  }
  system.secrets.create({ arn: secretArn, name: 'shop', value: 'x' });
});
afterAll(() => stops.stop());

const config = (accessKeyId: string) => ({
  region: 'us-east-1',
  endpoint: endpointUrl,
  credentials: { accessKeyId, secretAccessKey: 'local' },
  maxAttempts: 1,
});
const dynamoDb = (key = 'ASIAFUNCTION') => new DynamoDBClient(config(key));
const stepFunctions = () => new SFNClient(config('ASIAFUNCTION'));
const sqs = () => new SQSClient(config('ASIAFUNCTION'));
const queueUrl = (name: string) => `${endpointUrl}/${account}/${name}`;
const invoke = { FunctionName: 'price', Payload: '{}' };
const secretsManager = () => new SecretsManagerClient(config('ASIAFUNCTION'));
const ecs = () => new ECSClient(config('ASIAFUNCTION'));
const cognito = () => new CognitoIdentityProviderClient(config('ASIAFUNCTION'));
const user = { UserPoolId: 'us-east-1_a', Username: 'u' };

describe('a call that the caller’s role does not allow is refused in the form of its service', () => {
  test.each<[string, string, number, () => Promise<unknown>]>([
    [
      'dynamodb:PutItem',
      arnOf('dynamodb', 'table/closed'),
      400,
      () => dynamoDb().send(new PutItemCommand({ TableName: 'closed', Item: Key })),
    ],
    [
      'dynamodb:Query',
      arnOf('dynamodb', 'table/open/index/by-date'),
      400,
      () => dynamoDb().send(new QueryCommand({ TableName: 'open', IndexName: 'by-date' })),
    ],
    [
      'dynamodb:BatchGetItem',
      arnOf('dynamodb', 'table/open'),
      400,
      () => dynamoDb().send(new BatchGetItemCommand({ RequestItems: { open: { Keys: [Key] } } })),
    ],
    [
      'dynamodb:ConditionCheckItem',
      arnOf('dynamodb', 'table/open'),
      400,
      () => dynamoDb().send(new TransactWriteItemsCommand({ TransactItems: [put, check] })),
    ],
    [
      'lambda:InvokeFunction',
      arnOf('lambda', 'function:price'),
      403,
      () => new LambdaClient(config('ASIAFUNCTION')).send(new InvokeCommand(invoke)),
    ],
    [
      'states:StartExecution',
      machineArn,
      400,
      () => stepFunctions().send(new StartExecutionCommand({ stateMachineArn: machineArn })),
    ],
    [
      'states:RedriveExecution',
      executionArn,
      400,
      () => stepFunctions().send(new RedriveExecutionCommand({ executionArn })),
    ],
    [
      'states:SendTaskSuccess',
      machineArn,
      400,
      () => stepFunctions().send(new SendTaskSuccessCommand({ taskToken, output: '{}' })),
    ],
    [
      'secretsmanager:GetSecretValue',
      secretArn,
      400,
      () => secretsManager().send(new GetSecretValueCommand({ SecretId: 'shop' })),
    ],
    [
      'cognito-idp:AdminGetUser',
      arnOf('cognito-idp', 'userpool/us-east-1_a'),
      400,
      () => cognito().send(new AdminGetUserCommand(user)),
    ],
    [
      'logs:FilterLogEvents',
      arnOf('logs', 'log-group:shop:*'),
      400,
      () =>
        new CloudWatchLogsClient(config('ASIAFUNCTION')).send(
          new FilterLogEventsCommand({ logGroupName: 'shop' }),
        ),
    ],
    [
      'ecs:UpdateService',
      arnOf('ecs', 'service/shop/web'),
      400,
      () => ecs().send(new UpdateServiceCommand({ cluster: arnOf('ecs', 'cluster/shop'), service: 'web' })),
    ],
    [
      'ecs:DescribeServices',
      arnOf('ecs', 'service/default/web'),
      400,
      () => ecs().send(new DescribeServicesCommand({ services: ['web'] })),
    ],
  ])('%s on %s: %i', async (action, resource, statusCode, call) => {
    const message = `User: arn:aws:sts::${account}:assumed-role/lambda-role/api is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
    await expect(call()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message,
      $metadata: { httpStatusCode: statusCode },
    });
    expect(logged.at(-1)).toBe(`iam: AccessDenied: ${message}`);
  });

  test('sqs:SendMessage, in a batch too, with an explicit deny', async () => {
    const QueueUrl = queueUrl('closed');
    const error = {
      name: 'AccessDenied',
      message: expect.stringMatching(
        /sqs:sendmessage on resource: .*:closed with an explicit deny in an identity-based policy$/,
      ),
      $metadata: { httpStatusCode: 403 },
    };
    const one = sqs().send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    await expect(one).rejects.toMatchObject(error);
    const Entries = [{ Id: '1', MessageBody: 'a' }];
    const batch = sqs().send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    await expect(batch).rejects.toMatchObject(error);
  });

  test('cloudformation:DescribeStacks', async () => {
    const call = new CloudFormationClient(config('ASIAFUNCTION')).send(
      new DescribeStacksCommand({ StackName: 'shop' }),
    );
    await expect(call).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('cloudformation:DescribeStacks on resource: arn:aws:cloudformation'),
      $metadata: { httpStatusCode: 403 },
    });
  });
});

test('what the role allows is done', async () => {
  await dynamoDb().send(new PutItemCommand({ TableName: 'open', Item: Key }));
  await dynamoDb().send(new TransactWriteItemsCommand({ TransactItems: [put] }));
  await sqs().send(new SendMessageCommand({ QueueUrl: queueUrl('open'), MessageBody: 'a' }));
});

test('a transaction is refused as a whole', async () => {
  const other = { Put: { TableName: 'closed', Item: { id: { S: '2' } } } };
  const TransactItems = [{ Put: { TableName: 'open', Item: { id: { S: '2' } } } }, other];
  await expect(dynamoDb().send(new TransactWriteItemsCommand({ TransactItems }))).rejects.toThrow('PutItem');
  const read = new GetItemCommand({ TableName: 'open', Key: { id: { S: '2' } } });
  expect((await dynamoDb('local').send(read)).Item).toBeUndefined();
});

test('keys that belong to no function are the administrator’s', async () => {
  await dynamoDb('local').send(new PutItemCommand({ TableName: 'closed', Item: Key }));
});

test('an invalid task token is refused by Step Functions itself', async () => {
  const call = stepFunctions().send(new SendTaskSuccessCommand({ taskToken: 'nonsense', output: '{}' }));
  await expect(call).rejects.toMatchObject({ name: 'InvalidToken' });
});
