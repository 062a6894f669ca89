import { buffer } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import { Tables } from '../../../local/dynamodb/tables.ts';
import { jsonProtocol, targetOf } from '../../../local/endpoint/json-protocol.ts';
import { AwsEndpoint, type EndpointRoute } from '../../../local/endpoint/server.ts';
import type { JsonService } from '../../../local/endpoint/service.ts';
import { Secrets } from '../../../local/secretsmanager/secrets.ts';
import { webhookSecret } from './events.ts';

/** What Step Functions was told of a waiting task. */
export interface TaskAnswer {
  taskToken: string;
  output?: unknown;
  error?: string;
  cause?: string;
}

const environment = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_MAX_ATTEMPTS: '1',
  POWERTOOLS_SERVICE_NAME: 'payments',
  POWERTOOLS_METRICS_NAMESPACE: 'test',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  /** Metrics go to the console, where a test can read them. */
  POWERTOOLS_DEV: 'true',
  POWERTOOLS_METRICS_DISABLED: 'false',
  LEDGER_SECRET_ARN: 'ledger',
  WEBHOOK_SECRET_ARN: 'webhook',
  PAYMENT_WAITS_TABLE: 'payment-waits',
  ORDERS_TABLE: 'orders',
};

/**
 * The AWS that payments talk to: its tables and secrets, and a Step Functions that keeps what it is told. Points the
 * environment of this test at it: handlers that are imported afterwards find it.
 */
export async function startPaymentsAws(ledgerSecret: object) {
  const tables = new Tables();
  await tables.create(tableOf('payment-waits', 'orderId'));
  await tables.create(tableOf('orders', 'pk'));
  const secrets = new Secrets();
  secrets.create({ arn: 'arn:ledger-abcdef', name: 'ledger', value: JSON.stringify(ledgerSecret) });
  secrets.create({ arn: 'arn:webhook-abcdef', name: 'webhook', value: webhookSecret });
  const stepFunctions = new TaskRecorder();
  const endpoint = await AwsEndpoint.listen(() => {});
  endpoint.serve(dynamoDb(tables), jsonProtocol([secrets.service(), stepFunctions.service()]));
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint.url);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient());
  return {
    stepFunctions,
    /** Writes an order that has got as far as RESERVED. */
    async placeOrder(orderId: string): Promise<void> {
      const Item = { pk: `ORDER#${orderId}`, status: 'RESERVED', timeline: [] };
      await documents.send(new PutCommand({ TableName: 'orders', Item }));
    },
    async orderStatus(orderId: string): Promise<string> {
      const Key = { pk: `ORDER#${orderId}` };
      return (await documents.send(new GetCommand({ TableName: 'orders', Key }))).Item?.['status'];
    },
    async wait(orderId: string): Promise<Record<string, unknown> | undefined> {
      return (await documents.send(new GetCommand({ TableName: 'payment-waits', Key: { orderId } }))).Item;
    },
    async stop() {
      documents.destroy();
      vi.unstubAllEnvs();
      await endpoint.stop();
    },
  };
}

/** Step Functions' callbacks: keeps each answer, or refuses it with `refuse`. */
export class TaskRecorder {
  readonly answers: TaskAnswer[] = [];
  refuse: Error | undefined;

  service(): JsonService {
    const record = (answer: TaskAnswer) => {
      this.answers.push(answer);
      if (this.refuse) throw this.refuse;
      return {};
    };
    return {
      targetPrefix: 'AWSStepFunctions',
      operations: {
        SendTaskSuccess: ({ taskToken, output }: { taskToken: string; output: string }) =>
          record({ taskToken, output: JSON.parse(output) }),
        SendTaskFailure: record,
      },
    };
  }

  /** What a token was answered. */
  answersTo = (taskToken: string) => this.answers.filter((answer) => answer.taskToken === taskToken);
}

function dynamoDb(tables: Tables): EndpointRoute {
  const prefix = 'DynamoDB_20120810.';
  return {
    matches: (request) => targetOf(request).startsWith(prefix),
    handle: async (request, response) =>
      tables.handle(request, response, await buffer(request), targetOf(request).slice(prefix.length)),
  };
}

const tableOf = (TableName: string, AttributeName: string) => ({
  TableName,
  KeySchema: [{ AttributeName, KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName, AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
});
