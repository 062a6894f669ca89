import type { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AwsError } from '../../local/aws-error.ts';
import { type FunctionsUnderTest, functionsUnderTest } from '../../local/lambda/testing.ts';
import { productTable } from '../catalog/product-table.ts';
import { patience } from '../shared/patience.ts';
import { functionSource } from '../shared/testing/function-source.ts';
import { type OtherServices, startLocalAws } from '../shared/testing/local-aws.ts';
import { catalogTable } from '../shared/testing/tables.ts';
import { requestPrice } from './client.ts';

const others: OtherServices = {};
let aws: Awaited<ReturnType<typeof startLocalAws>>;
let system: FunctionsUnderTest;
let client: LambdaClient;

const request = { lines: [{ sku: 'MUG-001', quantity: 2 }], country: 'DE', correlationId: 'c-1' };
const ask = (functionName: string, asked = request, timeoutMilliseconds = 10_000) =>
  requestPrice(client, { functionName, timeoutMilliseconds }, asked);
const failureOf = (...asked: Parameters<typeof ask>) =>
  ask(...asked).then(
    () => Promise.reject(new Error('Pricing answered')),
    (error: unknown) => error,
  );

beforeAll(async () => {
  aws = await startLocalAws([catalogTable], others);
  system = await functionsUnderTest({ endpointUrl: process.env['AWS_ENDPOINT_URL'] as string });
  const environment = { CATALOG_TABLE: catalogTable.TableName, POWERTOOLS_LOG_LEVEL: 'SILENT' };
  await system.define('pricing', await functionSource('pricing/price'), { environment, timeout: 10 });
  await system.define(
    'slow',
    'export const handler = () => new Promise(() => setInterval(() => {}, 1000));',
    {
      timeout: 0.2,
    },
  );
  await system.define('thrower', `export const handler = async () => { throw new TypeError('secret'); };`);
  await system.define('other', 'export const handler = async () => ({ ok: true, quote: { total: 1.5 } });');
  await system.define('throttled', 'export const handler = async () => 1;', {
    reservedConcurrentExecutions: 0,
  });
  client = (await import('../shared/aws-clients.ts')).lambda();
  await productTable(aws.documents, catalogTable.TableName).put('MUG-001', {
    name: 'Mug',
    description: '',
    category: 'Kitchen',
    price: { amount: 1250, currency: 'EUR' },
  });
});
afterAll(async () => {
  client.destroy();
  await system.stop();
  await aws.stop();
});
beforeEach(() => {
  others.functions = system.functions;
  delete others.invoke;
});

describe('the function behind the client', () => {
  test('prices from the catalogue, and refuses as an answer', async () => {
    expect(await ask('pricing')).toMatchObject({
      ok: true,
      quote: { total: { amount: 2975, currency: 'EUR' } },
    });
    expect(await ask('pricing', { ...request, lines: [{ sku: 'CUP-001', quantity: 1 }] })).toMatchObject({
      ok: false,
      error: { code: 'unknown_sku', skus: ['CUP-001'] },
    });
  });

  test('that has no capacity free is busy, after the SDK has tried so often as it may', async () => {
    let calls = 0;
    others.invoke = async () => {
      calls += 1;
      return system.functions.invoke('throttled', { payload: '{}' });
    };
    expect(await failureOf('throttled')).toMatchObject({
      code: 'pricing_busy',
      cause: { name: 'TooManyRequestsException' },
    });
    expect(calls).toBe(patience.attempts);
  });

  test('that has capacity again at the second attempt answers', async () => {
    let calls = 0;
    others.invoke = async (payload) => {
      calls += 1;
      if (calls === 1) throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
      return {
        payload: JSON.parse(
          (await system.functions.invoke('pricing', { payload: JSON.stringify(payload) })).payload,
        ),
      };
    };
    expect(await ask('pricing')).toMatchObject({ ok: true });
  });

  test('that Lambda ends after its timeout was too slow', async () => {
    expect(await failureOf('slow')).toMatchObject({
      code: 'pricing_timeout',
      cause: { message: expect.stringContaining('Sandbox.Timedout') },
    });
  });

  test('that does not answer while its caller waits was too slow, and is not called again', async () => {
    let calls = 0;
    others.invoke = () => {
      calls += 1;
      return new Promise(() => {});
    };
    const before = performance.now();
    expect(await failureOf('pricing', request, 100)).toMatchObject({ code: 'pricing_timeout' });
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(calls).toBe(1);
  });

  test('that throws failed, although Lambda answers 200, and what it said stays inside', async () => {
    const failure = await failureOf('thrower');
    expect(failure).toMatchObject({
      code: 'pricing_failed',
      cause: { message: expect.stringMatching(/Unhandled.*TypeError/) },
    });
    expect((failure as Error).message).not.toContain('secret');
  });

  test('that is not there failed', async () => {
    expect(await failureOf('missing')).toMatchObject({
      code: 'pricing_failed',
      cause: { name: 'ResourceNotFoundException' },
    });
  });
});

describe('an answer outside the contract is a failure:', () => {
  test('another shape', async () => {
    expect(await failureOf('other')).toMatchObject({ code: 'pricing_failed', cause: { name: 'ZodError' } });
  });

  test.each([
    ['another product', [{ sku: 'CUP-001', quantity: 2 }]],
    ['another quantity', [{ sku: 'MUG-001', quantity: 3 }]],
    ['a line too few', []],
    [
      'a line too many',
      [
        { sku: 'MUG-001', quantity: 2 },
        { sku: 'CUP-001', quantity: 1 },
      ],
    ],
  ])('%s than asked for', async (_, lines) => {
    const money = { amount: 1, currency: 'EUR' };
    const priced = lines.map((line) => ({ ...line, name: 'Mug', unitPrice: money, lineTotal: money }));
    const quote = { lines: priced, subtotal: money, discount: money, tax: money, total: money };
    others.invoke = async () => ({ payload: { ok: true, quote } });
    expect(await failureOf('pricing')).toMatchObject({
      code: 'pricing_failed',
      cause: { message: expect.stringContaining('was asked for') },
    });
  });
});
