import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import { AwsError } from '../../../local/aws-error.ts';
import type { JsonService } from '../../../local/endpoint/service.ts';
import { Secrets } from '../../../local/secretsmanager/secrets.ts';
import { Queues } from '../../../local/sqs/queues.ts';
import { service as sqsService } from '../../../local/sqs/service.ts';
import { startLocalAws } from '../../shared/testing/local-aws.ts';
import { ordersTable } from '../../shared/testing/tables.ts';
import { webhookSecret } from './events.ts';

/** What Step Functions was told of a waiting task. */
export interface TaskAnswer {
  taskToken: string;
  output?: unknown;
  error?: string;
  cause?: string;
}

const environment = {
  AWS_MAX_ATTEMPTS: '1',
  POWERTOOLS_METRICS_NAMESPACE: 'test',
  /** Metrics go to the console, where a test can read them. */
  POWERTOOLS_DEV: 'true',
  POWERTOOLS_METRICS_DISABLED: 'false',
  DATABASE_POOL_SIZE: '1',
  LEDGER_SECRET_ARN: 'ledger',
  WEBHOOK_SECRET_ARN: 'webhook',
  PAYMENT_WAITS_TABLE: 'payment-waits',
  ORDERS_TABLE: 'orders',
};

/** The AWS that payments talk to: its tables, secrets and refund queue, and a Step Functions that keeps what it is told. */
export async function startPaymentsAws(ledgerSecret: object) {
  const secrets = new Secrets();
  secrets.create({ arn: 'arn:ledger-abcdef', name: 'ledger', value: JSON.stringify(ledgerSecret) });
  secrets.create({ arn: 'arn:webhook-abcdef', name: 'webhook', value: webhookSecret });
  const stepFunctions = new TaskRecorder();
  const reads = { webhook: 0 };
  const asked: { orderId: string }[] = [];
  const sqs = { region: 'eu-central-1', accountId: '000000000000', endpointUrl: '' };
  const queues = new Queues(sqs);
  const outage = new Outage();
  const services = [counting(secrets.service(), reads), stepFunctions.service(), sqsService(queues)];
  const tables = [tableOf('payment-waits', 'orderId'), ordersTable];
  const local = await startLocalAws(tables, { services: services.map(outage.over) }, environment);
  // The SQS client follows the host of a queue's URL.
  sqs.endpointUrl = process.env['AWS_ENDPOINT_URL'] ?? '';
  const refunds = queues.define({ name: 'refunds' });
  vi.stubEnv('REFUND_QUEUE_URL', refunds.url);
  const { documents } = local;
  return {
    outage,
    /** The refunds that were asked for of an order, each as often as it was. */
    async refundsOf(orderId: string): Promise<unknown[]> {
      const messages = await refunds.receive({ maxMessages: 10, waitSeconds: 0 });
      for (const { receiptHandle } of messages) refunds.delete(receiptHandle);
      asked.push(...messages.map(({ body }) => JSON.parse(body)));
      return asked.filter((request) => request.orderId === orderId);
    },
    secrets,
    /** How often each secret was asked for. */
    reads,
    stepFunctions,
    async stop(): Promise<void> {
      queues.stop();
      await local.stop();
    },
    /** Writes an order that has got as far as RESERVED. */
    async placeOrder(orderId: string): Promise<void> {
      const Item = { pk: `ORDER#${orderId}`, status: 'RESERVED', timeline: [] };
      await documents.send(new PutCommand({ TableName: 'orders', Item }));
    },
    async orderStatus(orderId: string): Promise<string | undefined> {
      const Key = { pk: `ORDER#${orderId}` };
      return (await documents.send(new GetCommand({ TableName: 'orders', Key }))).Item?.['status'];
    },
    async wait(orderId: string): Promise<Record<string, unknown> | undefined> {
      return (await documents.send(new GetCommand({ TableName: 'payment-waits', Key: { orderId } }))).Item;
    },
  };
}

function counting(service: JsonService, reads: Record<string, number>): JsonService {
  const { GetSecretValue } = service.operations;
  return {
    ...service,
    operations: {
      ...service.operations,
      GetSecretValue(input: { SecretId: string }, caller) {
        reads[input.SecretId] = (reads[input.SecretId] ?? 0) + 1;
        return GetSecretValue?.(input, caller) ?? {};
      },
    },
  };
}

/** Makes the next calls of one operation fail, as a crash or an outage at that point would. */
export class Outage {
  #operation: string | undefined;

  begin(operation: string): void {
    this.#operation = operation;
  }

  end(): void {
    this.#operation = undefined;
  }

  over = (service: JsonService): JsonService => ({
    ...service,
    operations: Object.fromEntries(
      Object.entries(service.operations).map(([name, operation]) => [
        name,
        (input: object, caller: Parameters<typeof operation>[1]) => {
          if (name === this.#operation) throw new AwsError('InternalError', 'Out of order', 500);
          return operation(input, caller);
        },
      ]),
    ),
  });
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

const tableOf = (TableName: string, AttributeName: string) => ({
  TableName,
  KeySchema: [{ AttributeName, KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName, AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
});
