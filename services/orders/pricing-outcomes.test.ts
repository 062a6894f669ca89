import { randomUUID } from 'node:crypto';
import { GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type FunctionsUnderTest, functionsUnderTest } from '../../local/lambda/testing.ts';
import { productTable } from '../catalog/product-table.ts';
import { functionSource } from '../shared/testing/function-source.ts';
import { callApi, lambdaContext } from '../shared/testing/http.ts';
import { type OtherServices, startLocalAws } from '../shared/testing/local-aws.ts';
import { catalogTable, ordersTable } from '../shared/testing/tables.ts';
import { idempotencyKey, orderKey } from './keys.ts';
import { orderLimits } from './time-limits.ts';

const others: OtherServices = {};
const started: string[] = [];
let aws: Awaited<ReturnType<typeof startLocalAws>>;
let system: FunctionsUnderTest;

beforeAll(async () => {
  aws = await startLocalAws([catalogTable, ordersTable], others);
  system = await functionsUnderTest({ endpointUrl: process.env['AWS_ENDPOINT_URL'] as string });
  others.functions = system.functions;
  others.startExecution = ({ name }) => void started.push(name);
  vi.stubEnv('ORDERS_TABLE', ordersTable.TableName);
  vi.stubEnv('ORDER_HISTORY_TABLE', 'order-history');
  vi.stubEnv('STATE_MACHINE_ARN', 'arn:aws:states:eu-central-1:000000000000:stateMachine:fulfilment');
  const environment = { CATALOG_TABLE: catalogTable.TableName, POWERTOOLS_LOG_LEVEL: 'SILENT' };
  const source = await functionSource('pricing/price');
  await system.define('pricing', source, { environment, timeout: 10 });
  await system.define('throttled', source, { environment, reservedConcurrentExecutions: 0 });
  // DynamoDB is not where this one looks for it, nor anywhere else.
  await system.define('thrower', source, { environment: { ...environment, CATALOG_TABLE: 'no-such-table' } });
  const endless = 'export const handler = () => new Promise(() => setInterval(() => {}, 1000));';
  await system.define('slow', endless, { timeout: 0.2 });
  await system.define('slower', endless);
  await system.define('confused', `export const handler = async () => ({ ok: true, quote: { total: 1 } });`);
  await productTable(aws.documents, catalogTable.TableName).put('MUG-001', {
    name: 'Mug',
    description: '',
    category: 'Kitchen',
    price: { amount: 1250, currency: 'EUR' },
  });
});
afterAll(async () => {
  await system.stop();
  await aws.stop();
});
beforeEach(() => {
  started.length = 0;
});

const customer = { id: 'C-10001', group: 'customer' } as const;

/** Orders at a function that calls this one for its prices; `forPricing` is the time it has for that. */
async function order(pricing: string, key: string, forPricing = 8_000) {
  vi.resetModules();
  vi.stubEnv('PRICING_FUNCTION', pricing);
  const { handler } = await import('./api.handler.ts');
  const body = {
    lines: [{ sku: 'MUG-001', quantity: 2 }],
    shipTo: { country: 'DE', postalCode: '10115' },
  };
  return callApi(
    handler,
    { route: 'POST /orders', caller: customer, headers: { 'idempotency-key': key }, body },
    lambdaContext(forPricing + orderLimits.reserve),
  );
}

async function orders(): Promise<number> {
  const { Items = [] } = await aws.documents.send(new ScanCommand({ TableName: ordersTable.TableName }));
  return Items.filter(({ pk }) => pk.startsWith(orderKey(''))).length;
}

async function isKeyFree(key: string): Promise<boolean> {
  const Key = { pk: idempotencyKey(customer.id, key) };
  const { Item } = await aws.documents.send(new GetCommand({ TableName: ordersTable.TableName, Key }));
  return Item === undefined;
}

test.each([
  { why: 'has no capacity free', pricing: 'throttled', status: 503, code: 'pricing_busy', wait: '2' },
  { why: 'does not end in time', pricing: 'slow', status: 504, code: 'pricing_timeout', wait: '5' },
  { why: 'is slower than its caller', pricing: 'slower', status: 504, code: 'pricing_timeout', wait: '5' },
  { why: 'throws', pricing: 'thrower', status: 502, code: 'pricing_failed', wait: undefined },
  { why: 'breaks its contract', pricing: 'confused', status: 502, code: 'pricing_failed', wait: undefined },
])(
  'when pricing $why, the order is $status $code, nothing is ordered, and the same key works again',
  async ({ pricing, status, code, wait }) => {
    const [key, before] = [randomUUID(), await orders()];
    const answer = await order(pricing, key, pricing === 'slower' ? 300 : undefined);
    expect(answer).toMatchObject({
      status,
      headers: { 'content-type': 'application/problem+json' },
      body: { status, code, detail: expect.stringMatching(wait ? /Retry-After/ : /again later/) },
    });
    expect(answer.headers['retry-after']).toBe(wait);
    expect(answer.body.detail).toContain('Nothing was ordered');
    expect(JSON.stringify(answer.body)).not.toMatch(/no-such-table|Unhandled|Zod/);
    expect([await orders(), await isKeyFree(key), started]).toEqual([before, true, []]);

    const again = await order('pricing', key);
    expect(again.status).toBe(202);
    expect([await orders(), started]).toEqual([before + 1, [again.body.orderId]]);
  },
);

test('a refusal is another thing than a failure: it says what to change, not to wait', async () => {
  await productTable(aws.documents, catalogTable.TableName).remove('MUG-001');
  const answer = await order('pricing', randomUUID());
  expect(answer).toMatchObject({
    status: 422,
    body: { code: 'unknown_sku', detail: 'Not in the catalogue: MUG-001' },
  });
  expect(answer.headers['retry-after']).toBeUndefined();
});
