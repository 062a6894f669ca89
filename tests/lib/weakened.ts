import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { accessToken } from '../../commands/lib/access-token.ts';
import { ApiClient, expectStatus } from '../../commands/lib/api.ts';
import { type Deployment, findDeployment, output } from '../../commands/lib/deployment.ts';
import {
  type PaymentFacts,
  paymentEvent,
  signatureOf,
  signingSecret,
} from '../../commands/lib/payment-event.ts';
import { physicalIdOf } from '../../local/cloudformation/physical-id.ts';
import { type LocalRun, startLocal } from '../../local/start.ts';
import { copyWithout, type Grant } from './assembly-without.ts';
import { hideBriefly } from './hide-briefly.ts';
import type { Order } from './shop.ts';

interface WeakenedOptions {
  /** What `cdk synth` wrote. */
  assembly: string;
  /** Where a copy of it may stand. */
  folder: string;
  /** What is taken out of it. */
  grant: Grant;
  /** How long waits, workflow timeouts and schedules take. @default 1, their real time */
  timeFactor?: number;
}

/** A system of its own that lacks a grant, and what it logs about refusals. */
export class Weakened {
  readonly refusals: string[];
  readonly run: LocalRun;
  readonly #deployment: Deployment;
  readonly #logicalIds: string[];

  private constructor(run: LocalRun, deployment: Deployment, refusals: string[], logicalIds: string[]) {
    this.run = run;
    this.refusals = refusals;
    this.#deployment = deployment;
    this.#logicalIds = logicalIds;
  }

  static async start({ assembly, folder, grant, timeFactor = 1 }: WeakenedOptions): Promise<Weakened> {
    const assemblyDir = join(folder, randomUUID());
    copyWithout(assembly, assemblyDir, grant);
    const refusals: string[] = [];
    const onLog = ({ source, line }: { source: string; line: string }) => {
      if (source === 'iam') refusals.push(line);
    };
    const run = await startLocal({ assemblyDir, onLog, timeFactor });
    const template = JSON.parse(readFileSync(join(assemblyDir, 'orders.template.json'), 'utf8'));
    const deployment = await findDeployment(run.url);
    await hideBriefly(deployment);
    return new Weakened(run, deployment, refusals, Object.keys(template.Resources));
  }

  /** An order of one new product, and how to look at it. */
  async order(): Promise<{ order: Order; look: () => Promise<Order>; status: () => Promise<string> }> {
    const customer = await this.#client('customer', 'C-10001');
    const sku = await this.#newProduct();
    const request = {
      headers: { 'idempotency-key': randomUUID() },
      body: { lines: [{ sku, quantity: 1 }], shipTo: { country: 'DE', postalCode: '10115' } },
    };
    const order = expectStatus(await customer.request<Order>('POST', '/orders', request), 202);
    const look = async () =>
      expectStatus(await customer.request<Order>('GET', `/orders/${order.orderId}`), 200);
    return { order, look, status: async () => (await look()).status };
  }

  /** Sends the payment's signed event. */
  async pay({ orderId, total }: Order, outcome: PaymentFacts['outcome'] = 'succeeded'): Promise<number> {
    const body = paymentEvent({ orderId, outcome, ...total });
    const headers = { 'stripe-signature': signatureOf(body, await signingSecret(this.#deployment)) };
    const { status } = await new ApiClient(this.#deployment.url).request('POST', '/webhooks/payments', {
      body,
      headers,
    });
    return status;
  }

  /** Webhook messages that wait or are worked on. */
  async messages(): Promise<number> {
    const { Attributes } = await new SQSClient(this.#deployment.clientConfig).send(
      new GetQueueAttributesCommand({
        QueueUrl: output(this.#deployment, 'WebhookQueueUrl'),
        AttributeNames: ['All'],
      }),
    );
    return (
      Number(Attributes?.['ApproximateNumberOfMessages']) +
      Number(Attributes?.['ApproximateNumberOfMessagesNotVisible'])
    );
  }

  /** Makes an order look as if it had been placed an hour ago. */
  async age({ orderId }: Order): Promise<void> {
    await new DynamoDBClient(this.#deployment.clientConfig).send(
      new UpdateItemCommand({
        TableName: this.#nameOf('OrdersTable'),
        Key: { pk: { S: `ORDER#${orderId}` } },
        UpdateExpression: 'SET createdAt = :then',
        ExpressionAttributeValues: { ':then': { S: new Date(Date.now() - 3_600_000).toISOString() } },
      }),
    );
  }

  /** Runs a task of an order's workflow, as Step Functions may do once more. Answers the error, if it ends with one. */
  async repeat(task: string, { orderId }: Order): Promise<unknown> {
    const executions = new SFNClient(this.#deployment.clientConfig);
    const name = `${this.#nameOf('FulfilmentWorkflowStateMachine')}:${orderId}`;
    const { input = '' } = await executions.send(
      new DescribeExecutionCommand({ executionArn: this.run.system.arn('states', `execution:${name}`) }),
    );
    const payload = { order: JSON.parse(input), taskToken: 'of the second run', reason: 'Cancelled again' };
    const { FunctionError, Payload } = await new LambdaClient(this.#deployment.clientConfig).send(
      new InvokeCommand({ FunctionName: this.#nameOf(task), Payload: JSON.stringify(payload) }),
    );
    return FunctionError && JSON.parse(Payload?.transformToString() ?? '');
  }

  async #newProduct(): Promise<string> {
    const operator = await this.#client('operator');
    const sku = `MUG-${randomUUID().slice(0, 8).toUpperCase()}`;
    const price = { amount: 1000, currency: 'EUR' };
    const product = { name: 'Mug', description: 'A mug', category: 'tests', price };
    expectStatus(await operator.request('PUT', `/products/${sku}`, { body: product }), 201);
    expectStatus(await operator.request('PUT', `/stock/${sku}`, { body: { available: 1 } }), 201);
    return sku;
  }

  async #client(...who: [group: 'customer' | 'operator', id?: string]): Promise<ApiClient> {
    return new ApiClient(this.#deployment.url, await accessToken(this.#deployment, ...who));
  }

  /** The name of a resource of the stack `orders`, by its logical ID without the hash that CDK adds. */
  #nameOf(id: string): string {
    const logicalId = this.#logicalIds.find((each) => each.replace(/[0-9A-F]{8}$/, '') === id);
    if (!logicalId) throw new Error(`The stack "orders" has no ${id}`);
    return physicalIdOf('orders', logicalId);
  }
}
