import { randomUUID } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import pg from 'pg';
import { expect, inject } from 'vitest';
import { accessToken } from '../../commands/lib/access-token.ts';
import { ApiClient, expectStatus } from '../../commands/lib/api.ts';
import { findDeployment, output } from '../../commands/lib/deployment.ts';
import {
  type PaymentFacts,
  paymentEvent,
  signatureOf,
  signingSecret,
} from '../../commands/lib/payment-event.ts';

export interface Order {
  orderId: string;
  status: string;
  reason?: string;
  total: { amount: number; currency: string };
  timeline: { status: string; at: string }[];
}

const deployment = await findDeployment(inject('url'));
const secret = await signingSecret(deployment);

export const anybody = new ApiClient(deployment.url);
export const operator = new ApiClient(deployment.url, await accessToken(deployment, 'operator'));
export const customerOf = async (id: string) =>
  new ApiClient(deployment.url, await accessToken(deployment, 'customer', id));

/** A product that only this test knows, with so many units in stock. */
export async function newProduct(available: number, amount = 1000): Promise<string> {
  const sku = `T-${randomUUID().slice(0, 8).toUpperCase()}`;
  const product = {
    name: `Test ${sku}`,
    description: 'A product of one test',
    category: 'tests',
    price: { amount, currency: 'EUR' },
  };
  expectStatus(await operator.request('PUT', `/products/${sku}`, { body: product }), 201);
  expectStatus(await operator.request('PUT', `/stock/${sku}`, { body: { available } }), 200, 201);
  return sku;
}

export async function stockOf(sku: string) {
  return expectStatus(await operator.request('GET', `/stock/${sku}`), 200);
}

/** A request for an order with all that is needed; `change` replaces parts of it. */
export const orderRequest = (sku: string, change: object = {}) => ({
  lines: [{ sku, quantity: 1 }],
  shipTo: { country: 'DE', postalCode: '10115' },
  ...change,
});

export async function placeOrder(customer: ApiClient, body: object): Promise<Order> {
  const headers = { 'idempotency-key': randomUUID() };
  return expectStatus(await customer.request<Order>('POST', '/orders', { body, headers }), 202);
}

/** Waits, by polling as a customer would, until the order has the status. */
export async function reaches(customer: ApiClient, { orderId }: Order, status: string): Promise<Order> {
  let order: Order | undefined;
  await expect
    .poll(
      async () => {
        order = expectStatus(await customer.request<Order>('GET', `/orders/${orderId}`), 200);
        return order.status;
      },
      { timeout: 20_000, interval: 20 },
    )
    .toBe(status);
  if (!order) throw new Error(`${orderId} was never read`);
  return order;
}

export const eventFor = (
  { orderId, total }: Order,
  outcome: PaymentFacts['outcome'],
  change: Partial<PaymentFacts> = {},
) => paymentEvent({ orderId, outcome, ...total, ...change });

/** Sends a webhook call; signed rightly unless `signature` says otherwise (null: no signature at all). */
export async function sendWebhook(payload: string, signature: string | null = signatureOf(payload, secret)) {
  return anybody.request('POST', '/webhooks/payments', {
    body: payload,
    headers: signature === null ? {} : { 'stripe-signature': signature },
  });
}

const sqs = new SQSClient(deployment.clientConfig);

/** Messages in a queue, waiting or being worked on. */
export async function messagesIn(
  outputName: 'WebhookQueueUrl' | 'WebhookDeadLetterQueueUrl',
): Promise<number> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: output(deployment, outputName), AttributeNames: ['All'] }),
  );
  return (
    Number(Attributes?.['ApproximateNumberOfMessages']) +
    Number(Attributes?.['ApproximateNumberOfMessagesNotVisible'])
  );
}

/** Waits until no webhook message waits or is worked on, of this test or of another. */
export async function queueIsEmpty(): Promise<void> {
  await expect.poll(() => messagesIn('WebhookQueueUrl'), { timeout: 20_000, interval: 20 }).toBe(0);
}

/** How the worker reaches the ledger's PostgreSQL. */
export async function ledgerSecret(): Promise<Record<string, string>> {
  const secrets = new SecretsManagerClient(deployment.clientConfig);
  const SecretId = output(deployment, 'LedgerSecretArn');
  const { SecretString = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  return JSON.parse(SecretString);
}

/** Rows of the ledger's own PostgreSQL. */
export async function ledgerRows(sql: string, values: unknown[]): Promise<Record<string, unknown>[]> {
  const { host, port, username: user, password, dbname: database } = await ledgerSecret();
  // On this machine, where an authority of the run's own issues the server's certificate: nothing to verify it by.
  const ssl = { rejectUnauthorized: false };
  const client = new pg.Client({ host, port: Number(port), user, password, database, ssl });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

export { deployment, secret };
