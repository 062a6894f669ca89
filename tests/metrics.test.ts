import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, inject, test } from 'vitest';
import { synthesise } from '../commands/lib/assembly.ts';
import { physicalIdOf } from '../local/cloudformation/physical-id.ts';
import { orderMetrics } from '../services/orders/metrics.ts';
import { paymentMetrics } from '../services/payments/metrics.ts';
import {
  customerOf,
  deployment,
  eventFor,
  newProduct,
  orderRequest,
  placeOrder,
  reaches,
  sendWebhook,
} from './lib/shop.ts';

const customer = await customerOf('C-10004');
const namespace = 'orders';

/** A metric of ours: its name, and its dimensions with their values. */
type Counted = string;
const nameOf = (metric: string, dimensions: Record<string, string>): Counted =>
  [
    metric,
    ...Object.entries(dimensions)
      .map(([key, value]) => `${key}=${value}`)
      .sort(),
  ].join(' ');

interface Emf {
  _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] };
  [key: string]: unknown;
}

/** What functions have counted so far, as CloudWatch reads it out of their logs (embedded metric format). */
async function counted(): Promise<Set<Counted>> {
  const lines = (await readFile(inject('logFile'), 'utf8'))
    .split('\n')
    .filter((line) => line.includes('"_aws"'));
  const found = lines.flatMap((line) => {
    const emf: Emf = JSON.parse(line.slice(line.indexOf('{')));
    return emf._aws.CloudWatchMetrics.filter(({ Namespace }) => Namespace === namespace).flatMap(
      ({ Dimensions: [names = []], Metrics }) =>
        Metrics.map(({ Name }) =>
          nameOf(Name, Object.fromEntries(names.map((name) => [name, String(emf[name])]))),
        ),
    );
  });
  return new Set(found);
}

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

/** What alarms and dashboards of size `full` show of ours. */
async function shown(): Promise<Counted[]> {
  const assembly = await synthesise(join(import.meta.dirname, '../dist/metrics-test'), { size: 'full' });
  const template: { Resources: Record<string, Resource> } = JSON.parse(
    readFileSync(join(assembly, 'orders.template.json'), 'utf8'),
  );
  return Object.values(template.Resources).flatMap(({ Type, Properties }) => {
    if (Type === 'AWS::CloudWatch::Dashboard') return metricsOfDashboard(Properties['DashboardBody']);
    if (Type !== 'AWS::CloudWatch::Alarm' || Properties['Namespace'] !== namespace) return [];
    const dimensions = (Properties['Dimensions'] as { Name: string; Value: string }[]).map(
      ({ Name, Value }) => [Name, Value],
    );
    return [nameOf(String(Properties['MetricName']), Object.fromEntries(dimensions))];
  });
}

function metricsOfDashboard(body: unknown): Counted[] {
  const parts: unknown[] = (body as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  const { widgets } = JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'x')).join(''));
  const metrics: unknown[][] = widgets.flatMap(
    (widget: { properties: { metrics?: unknown[][] } }) => widget.properties.metrics ?? [],
  );
  return metrics.flatMap(([space, metric, ...rest]) => {
    // A search draws whatever values its dimension has.
    const { expression = '' } = (space ?? {}) as { expression?: string };
    const [, dimension, name] =
      /^SEARCH\('\{orders,(\w+),service\} MetricName="(\w+)"'/.exec(expression) ?? [];
    if (name) return [`${name} ${dimension}=*`];
    if (space !== namespace) return [];
    const pairs = rest.filter((part) => typeof part === 'string') as string[];
    const dimensions = pairs.flatMap((key, at) => (at % 2 === 0 ? [[key, pairs[at + 1]]] : []));
    return [nameOf(String(metric), Object.fromEntries(dimensions))];
  });
}

/** Changes an order behind everybody's back. */
async function change(
  orderId: string,
  UpdateExpression: string,
  values?: Record<string, string>,
): Promise<void> {
  const client = new DynamoDBClient(deployment.clientConfig);
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  await DynamoDBDocumentClient.from(client).send(
    new UpdateCommand({
      TableName: TableNames.find((name) => name.startsWith('orders-OrdersTable')),
      Key: { pk: `ORDER#${orderId}` },
      UpdateExpression,
      ...(values && { ExpressionAttributeValues: values }),
    }),
  );
}

async function sweep(): Promise<void> {
  const assembly = await synthesise();
  const template = JSON.parse(readFileSync(join(assembly, 'orders.template.json'), 'utf8'));
  const id = Object.keys(template.Resources).find((each) => /^OrdersSweep[0-9A-F]{8}$/.test(each));
  const lambda = new LambdaClient(deployment.clientConfig);
  await lambda.send(new InvokeCommand({ FunctionName: physicalIdOf('orders', String(id)), Payload: '{}' }));
}

async function askedToRefund(orderId: string): Promise<boolean> {
  const { body } = await customer.request('GET', `/orders/${orderId}`);
  return ['REFUND_REQUESTED', 'REFUNDED'].includes(body.status);
}

/** Makes every kind of thing happen that is counted. */
async function live(): Promise<void> {
  const order = async (change: object = {}) =>
    placeOrder(customer, orderRequest(await newProduct(1), change));
  const [completed, cancelled, refunded, old] = await Promise.all([
    order(),
    order(),
    order({ shipTo: { country: 'ES', postalCode: '35001' } }),
    order(),
  ]);
  const paymentId = `pi_${randomUUID()}`;
  await sendWebhook(eventFor(completed, 'failed'));
  await sendWebhook(eventFor(completed, 'succeeded'));
  await sendWebhook(eventFor(refunded, 'succeeded', { paymentId }));
  await sendWebhook(eventFor(cancelled, 'canceled'));
  await sendWebhook(eventFor({ ...completed, orderId: `ord_${randomUUID()}` }, 'succeeded'));
  await sendWebhook('{}', 't=1,v1=ab');
  await reaches(customer, completed, 'COMPLETED');
  await reaches(customer, cancelled, 'CANCELLED');
  await expect.poll(() => askedToRefund(refunded.orderId), { timeout: 30_000 }).toBe(true);
  // Whoever was faster, the refund's worker or this, the order is refunded once.
  await sendWebhook(eventFor(refunded, 'refunded', { paymentId }));
  // Two look as if they had been on their way for an hour, one of them as if nobody had touched it since.
  const then = new Date(Date.now() - 3_600_000).toISOString();
  const values = { ':then': then, ':yes': 'yes' };
  await change(old.orderId, 'SET openSince = :then, isOpen = :yes', values);
  await change(cancelled.orderId, 'SET createdAt = :then, pending = :yes', values);
  await sweep();
  await change(cancelled.orderId, 'REMOVE pending');
}

test('alarms and dashboards show metrics of ours that are counted, by the dimensions that they have', async () => {
  const wanted = [...new Set(await shown())].sort();
  const names = [orderMetrics, paymentMetrics].flatMap((all) => Object.values<string>(all));
  expect(new Set(wanted.map((metric) => metric.split(' ')[0]))).toEqual(new Set(names));
  await live();
  const missing = async () => {
    const found = [...(await counted())];
    return wanted.filter((metric) => {
      const [name, dimension] = metric.split(' ') as [string, string];
      const anyValue = dimension.endsWith('=*');
      return !found.some((each) =>
        anyValue ? each.startsWith(`${name} ${dimension.slice(0, -1)}`) : each === metric,
      );
    });
  };
  await expect.poll(missing, { timeout: 30_000 }).toEqual([]);
}, 180_000);
