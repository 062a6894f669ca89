import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AwsError } from '../../local/aws-error.ts';
import { productTable } from '../catalog/product-table.ts';
import { lambdaContext } from '../shared/testing/http.ts';
import { type OtherServices, startLocalAws } from '../shared/testing/local-aws.ts';
import { catalogTable } from '../shared/testing/tables.ts';
import { requestPrice } from './client.ts';

const others: OtherServices = {};
let aws: Awaited<ReturnType<typeof startLocalAws>>;
let client: LambdaClient;

beforeEach(async () => {
  aws = await startLocalAws([catalogTable], others);
  client = new LambdaClient({ maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await aws.stop();
});

const request = { lines: [{ sku: 'MUG-001', quantity: 2 }], country: 'DE', correlationId: 'c-1' };
const ask = (timeoutMilliseconds = 10_000, asked = request) =>
  requestPrice(client, { functionName: 'pricing', timeoutMilliseconds }, asked);

test('the function behind the client prices from the catalogue, and refuses as an answer', async () => {
  vi.stubEnv('CATALOG_TABLE', catalogTable.TableName);
  const { handler } = await import('./price.handler.ts');
  others.invoke = async (payload) => ({ payload: await handler(payload as never, lambdaContext()) });
  await productTable(aws.documents, catalogTable.TableName).put('MUG-001', {
    name: 'Mug',
    description: '',
    category: 'Kitchen',
    price: { amount: 1250, currency: 'EUR' },
  });

  expect(await ask()).toMatchObject({ ok: true, quote: { total: { amount: 2975, currency: 'EUR' } } });
  const other = { ...request, lines: [{ sku: 'CUP-001', quantity: 1 }] };
  expect(await ask(10_000, other)).toMatchObject({
    ok: false,
    error: { code: 'unknown_sku', skus: ['CUP-001'] },
  });
});

test('a function that throws is unavailable, although Lambda answers 200', async () => {
  others.invoke = async () => ({
    functionError: 'Unhandled',
    payload: { errorType: 'TypeError', errorMessage: 'secret' },
  });
  const error = await ask().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'pricing_unavailable',
    cause: { message: expect.stringMatching(/Unhandled.*TypeError/) },
  });
  expect((error as Error).message).not.toContain('secret');
});

test('a throttled function is unavailable', async () => {
  others.invoke = async () => {
    throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
  };
  await expect(ask()).rejects.toMatchObject({
    code: 'pricing_unavailable',
    cause: { name: 'TooManyRequestsException' },
  });
});

test('a function that does not answer in time is unavailable when the time is over', async () => {
  others.invoke = () => new Promise(() => {});
  const before = performance.now();
  await expect(ask(80)).rejects.toMatchObject({ code: 'pricing_unavailable' });
  expect(performance.now() - before).toBeLessThan(2_000);
});

test('an answer outside the contract is unavailable', async () => {
  others.invoke = async () => ({ payload: { ok: true, quote: { total: 1.5 } } });
  await expect(ask()).rejects.toMatchObject({ code: 'pricing_unavailable', cause: { name: 'ZodError' } });
});
