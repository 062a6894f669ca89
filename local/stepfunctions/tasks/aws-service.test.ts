import { afterAll, describe, expect, test } from 'vitest';
import { Tables } from '../../dynamodb/tables.ts';
import type { JsonService } from '../../endpoint/service.ts';
import { Queues } from '../../sqs/queues.ts';
import { service } from '../../sqs/service.ts';
import { TestMachine } from '../fixture.ts';

const tables = new Tables();
const queues = new Queues({
  region: 'us-east-1',
  accountId: '000000000000',
  endpointUrl: 'http://127.0.0.1:1',
});
const queue = queues.define({ name: 'orders' });
const sqs: JsonService = service(queues);
const services = {
  dynamodb: tables.call.bind(tables),
  sqs: async (operation: string, input: object) =>
    sqs.operations[operation]?.(input, { accessKeyId: undefined }) ?? {},
};
await tables.create({
  TableName: 'stock',
  KeySchema: [{ AttributeName: 'sku', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'sku', AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
});
afterAll(() => queues.stop());

const mug = { sku: { S: 'MUG-001' } };
const metadata = {
  SdkHttpMetadata: expect.objectContaining({ HttpStatusCode: 200 }),
  SdkResponseMetadata: { RequestId: expect.any(String) },
};

async function call(api: string, Arguments: object) {
  const states = { A: { Type: 'Task', Resource: `arn:aws:states:::${api}`, Arguments, End: true } };
  const { status, output, error, cause } = await new TestMachine(states, { services }).run();
  return { status, error, cause, output: output === undefined ? undefined : JSON.parse(output) };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html */
describe('a task of DynamoDB', () => {
  test('puts, updates, gets and deletes an item, and results in what the API answers', async () => {
    const put = await call('dynamodb:putItem', {
      TableName: 'stock',
      Item: { ...mug, available: { N: '2' } },
    });
    expect(put.output).toEqual(metadata);
    const update = {
      UpdateExpression: 'SET available = available - :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    };
    await call('dynamodb:updateItem', { TableName: 'stock', Key: mug, ...update });
    const got = await call('dynamodb:getItem', { TableName: 'stock', Key: mug });
    expect(got.output).toEqual({ Item: { ...mug, available: { N: '1' } }, ...metadata });
    await call('dynamodb:deleteItem', { TableName: 'stock', Key: mug });
    expect((await call('dynamodb:getItem', { TableName: 'stock', Key: mug })).output).toEqual(metadata);
  });

  test.each([
    [
      'dynamodb',
      'DynamoDB.ConditionalCheckFailedException',
      'AmazonDynamoDBv2; Status Code: 400; Error Code',
    ],
    [
      'aws-sdk:dynamodb',
      'DynamoDb.ConditionalCheckFailedException',
      'DynamoDb, Status Code: 400, Request ID',
    ],
  ])('by %s fails with the error that the API models', async (service, error, cause) => {
    const condition = { ConditionExpression: 'attribute_exists(sku)' };
    const failed = await call(`${service}:putItem`, { TableName: 'stock', Item: mug, ...condition });
    expect(failed).toMatchObject({ status: 'FAILED', error });
    expect(failed.cause).toContain(`The conditional request failed (Service: ${cause}`);
  });

  test.each([
    ['dynamodb', 'DynamoDB.AmazonDynamoDBException'],
    ['aws-sdk:dynamodb', 'DynamoDb.DynamoDbException'],
  ])('by %s fails with its base exception for what no API models', async (service, error) => {
    expect(await call(`${service}:getItem`, { TableName: 'stock', Key: {} })).toMatchObject({ error });
  });

  test('by the AWS SDK takes any operation and results in its answer alone', async () => {
    await call('dynamodb:putItem', { TableName: 'stock', Item: mug });
    expect((await call('aws-sdk:dynamodb:scan', { TableName: 'stock' })).output).toEqual({
      ...{ Items: [mug], Count: 1, ScannedCount: 1 },
    });
  });
});

/** Answers of AWS: https://github.com/aws/aws-sdk-js/issues/4294, https://github.com/aws/aws-sdk-js-v3/issues/4948 */
describe('a task of the AWS SDK', () => {
  const TableName = 'stock';

  test('names the types of attributes as the SDK for Java does, the attributes as they are', async () => {
    const Item = { sku: { S: 'CAP-1' }, SS: { Bool: true }, all: { L: [{ Nul: true }, { Ns: ['1'] }] } };
    await call('aws-sdk:dynamodb:putItem', { TableName, Item });
    const Key = { sku: Item.sku };
    expect((await call('aws-sdk:dynamodb:getItem', { TableName, Key })).output).toEqual({ Item });
    expect((await call('dynamodb:getItem', { TableName, Key })).output).toMatchObject({
      Item: { SS: { BOOL: true }, all: { L: [{ NULL: true }, { NS: ['1'] }] } },
    });
  });

  test.each([
    ['BOOL', { TableName, Item: { sku: { S: 'CAP-1' }, sold: { BOOL: true } } }],
    ['tableName', { tableName: 'stock' }],
  ])('ends the execution when it is given %s', async (name, Arguments) => {
    expect(await call('aws-sdk:dynamodb:putItem', Arguments)).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining(`The field "${name}" is not supported by Step Functions`),
    });
  });

  test('results in digests with one capital', async () => {
    const sent = await call('aws-sdk:sqs:sendMessage', { QueueUrl: queue.url, MessageBody: 'a' });
    expect(sent.output).toEqual({
      Md5OfMessageBody: '0cc175b9c0f1b6a831c399e269772661',
      MessageId: expect.any(String),
    });
    await queue.receive({ maxMessages: 1 });
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html */
describe('a task of SQS', () => {
  test('sends a message, as JSON when it is no text, and results in what the API answers', async () => {
    const { output } = await call('sqs:sendMessage', { QueueUrl: queue.url, MessageBody: { order: 1 } });
    expect(output).toEqual({
      MD5OfMessageBody: expect.stringMatching(/^[0-9a-f]{32}$/),
      MessageId: expect.any(String),
      ...metadata,
    });
    const [message] = await queue.receive({ maxMessages: 1 });
    expect(message?.body).toBe('{"order":1}');
  });

  test('waits for the task token that it sends', async () => {
    const states = {
      A: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Arguments: { QueueUrl: queue.url, MessageBody: { token: '{% $states.context.Task.Token %}' } },
        End: true,
      },
    };
    const machine = new TestMachine(states, { services });
    const arn = await machine.start();
    const [message] = await queue.receive({ maxMessages: 1, waitSeconds: 5 });
    await machine.event(arn, 'TaskSubmitted');
    const { token } = JSON.parse(message?.body ?? '');
    await machine.call('SendTaskSuccess', { taskToken: token, output: '"done"' });
    expect(await machine.ended(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"done"' });
  });

  test.each([
    [
      'SQS.QueueDoesNotExistException',
      { QueueUrl: 'none', MessageBody: 'a' },
      'Error Code: QueueDoesNotExist;',
    ],
    ['SQS.AmazonSQSException', { QueueUrl: queue.url, MessageBody: null }, 'Error Code: MissingParameter;'],
  ])('fails with %s', async (error, Arguments, code) => {
    const failed = await call('sqs:sendMessage', Arguments);
    expect(failed).toMatchObject({ status: 'FAILED', error });
    expect(failed.cause).toMatch(
      new RegExp(`Service: AmazonSQS; Status Code: 400; ${code} Request ID: .*; Proxy: null`),
    );
  });
});

/** The headers follow recorded executions: localstack/localstack, test_dynamodb_task_service and test_sqs_task_service */
test.each([
  [
    'dynamodb:deleteItem',
    { TableName: 'stock', Key: mug },
    { Server: 'Server', Connection: 'keep-alive', 'Content-Length': '2', 'x-amz-crc32': '2745614147' },
  ],
  ['sqs:sendMessage', { QueueUrl: queue.url, MessageBody: 'a' }, { connection: 'keep-alive' }],
])('a task of %s results in the headers of its service, too', async (api, input, headers) => {
  const { output } = await call(api, input);
  const { HttpHeaders, AllHttpHeaders } = output.SdkHttpMetadata;
  expect(HttpHeaders).toEqual({
    'Content-Length': expect.any(String),
    'Content-Type': 'application/x-amz-json-1.0',
    Date: expect.any(String),
    'x-amzn-RequestId': output.SdkResponseMetadata.RequestId,
    ...headers,
  });
  expect(AllHttpHeaders['Content-Type']).toEqual(['application/x-amz-json-1.0']);
});
