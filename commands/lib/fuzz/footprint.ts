import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import pg from 'pg';
import { type ApiClient, expectStatus } from '../api.ts';
import { type Deployment, output } from '../deployment.ts';
import { customerId, skus } from './documents.ts';

/** What a fuzz run looks at: everything when it has the system to itself, else only what is its own. */
export interface Scope {
  deployment: Deployment;
  operator: ApiClient;
  isAlone: boolean;
}

/** Catalogue and stock as they are, as text by SKU. What the operator's own requests may change is left out. */
export async function catalogueAndStock({ operator, isAlone }: Scope): Promise<Map<string, string>> {
  const products = isAlone ? await allProducts(operator) : await ownProducts(operator);
  const found = new Map<string, string>();
  for (const product of products.filter(({ sku }) => sku !== skus.write)) {
    const stock = expectStatus(await operator.request('GET', `/stock/${product.sku}`), 200);
    found.set(product.sku, JSON.stringify({ product, stock }));
  }
  return found;
}

async function allProducts(operator: ApiClient): Promise<{ sku: string }[]> {
  const products: { sku: string }[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const path: string = `/products?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const { items, nextCursor } = expectStatus(await operator.request('GET', path), 200);
    products.push(...items);
    cursor = nextCursor;
  }
  return products;
}

const ownProducts = (operator: ApiClient): Promise<{ sku: string }[]> =>
  Promise.all(
    [skus.order, skus.paid].map(async (sku) =>
      expectStatus(await operator.request('GET', `/products/${sku}`), 200),
    ),
  );

/** The ids of all orders of the fuzz run's customer, read from the table itself. */
export async function ownOrders({ deployment }: Scope): Promise<Set<string>> {
  const client = new DynamoDBClient(deployment.clientConfig);
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  const ids = new Set<string>();
  for (const TableName of TableNames.filter((name) => /Orders/.test(name)))
    for await (const { Items = [] } of paginateScan({ client }, { TableName }))
      for (const { orderId, customerId: owner } of Items)
        if (owner?.S === customerId && orderId?.S) ids.add(orderId.S);
  return ids;
}

/** The workers' sessions, which may be all that the ledger's role has, end after a minute of idleness. */
const connectMilliseconds = 75_000;
const tooManyConnections = '53300';

/** Rows of the ledger that a forged event left, or that are about this order. */
export async function ledgerRows({ deployment }: Scope, orderId: string): Promise<number> {
  const secrets = new SecretsManagerClient(deployment.clientConfig);
  const SecretId = output(deployment, 'LedgerSecretArn');
  const { SecretString = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  const client = await connected(JSON.parse(SecretString));
  try {
    const { rows } = await client.query(
      `select count(*)::int as found from payment_events where event_id like 'evt\\_forged%' or order_id = $1`,
      [orderId],
    );
    return rows[0].found;
  } finally {
    await client.end();
  }
}

async function connected(secret: Record<string, string>): Promise<pg.Client> {
  const { host, port, username: user, password, dbname: database } = secret;
  // On this machine, where an authority of the run's own issues the server's certificate: nothing to verify it by.
  const ssl = { rejectUnauthorized: false };
  const deadline = Date.now() + connectMilliseconds;
  for (;;) {
    const client = new pg.Client({ host, port: Number(port), user, password, database, ssl });
    try {
      await client.connect();
      return client;
    } catch (error) {
      if ((error as pg.DatabaseError).code !== tooManyConnections || Date.now() > deadline) throw error;
      await delay(1_000);
    }
  }
}

/** Waits until no message waits for the worker, at most `milliseconds`, and answers how many are left. */
export async function drained({ deployment }: Scope, milliseconds: number): Promise<number> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const waiting = await messages(deployment, 'WebhookQueueUrl', 'ApproximateNumberOfMessages');
    if (waiting === 0 || Date.now() > deadline) return waiting;
    await delay(50);
  }
}

/** Messages that came back to the queue or ended as dead letters. */
export async function notHandled({ deployment }: Scope): Promise<number> {
  const [returned, dead] = await Promise.all([
    messages(deployment, 'WebhookQueueUrl', 'ApproximateNumberOfMessagesNotVisible'),
    messages(deployment, 'WebhookDeadLetterQueueUrl', 'ApproximateNumberOfMessages'),
  ]);
  return returned + dead;
}

async function messages(
  deployment: Deployment,
  queue: 'WebhookQueueUrl' | 'WebhookDeadLetterQueueUrl',
  attribute: 'ApproximateNumberOfMessages' | 'ApproximateNumberOfMessagesNotVisible',
): Promise<number> {
  const client = new SQSClient(deployment.clientConfig);
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: output(deployment, queue), AttributeNames: ['All'] }),
  );
  return Number(Attributes?.[attribute]);
}
