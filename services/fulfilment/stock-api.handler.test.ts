import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ApiCall, callApi } from '../shared/testing/http.ts';
import { startLocalAws } from '../shared/testing/local-aws.ts';
import { reservations } from './reservations.ts';
import { stockTableDefinition } from './testing/stock-table.ts';

let aws: Awaited<ReturnType<typeof startLocalAws>>;
let call: (request: ApiCall) => ReturnType<typeof callApi>;

beforeAll(async () => {
  aws = await startLocalAws([stockTableDefinition]);
  vi.stubEnv('STOCK_TABLE', stockTableDefinition.TableName);
  const { handler } = await import('./stock-api.handler.ts');
  call = (request) => callApi(handler, request);
});
afterAll(() => aws.stop());

const operator = { id: 'operator', group: 'operator' } as const;
const customer = { id: 'C-10001', group: 'customer' } as const;
const get = (sku: string, caller: ApiCall['caller'] = operator) =>
  call({ ...{ route: 'GET /stock/{sku}', path: { sku } }, ...(caller && { caller }) });
const put = (sku: string, body: unknown, more: Partial<ApiCall> = {}) =>
  call({ route: 'PUT /stock/{sku}', path: { sku }, body, caller: operator, ...more });

test('stock that is new is created, and can be read', async () => {
  const level = { sku: 'MUG-001', available: 7, reserved: 0, sold: 0 };
  expect(await put('MUG-001', { available: 7 })).toMatchObject({ status: 201, body: level });
  expect(await get('MUG-001')).toMatchObject({
    ...{ status: 200, body: level, headers: { 'x-served-by': 'fulfilment' } },
  });
});

test('setting what is available keeps what is reserved', async () => {
  await put('MUG-002', { available: 7 });
  await reservations(aws.documents, 'stock').reserve('order-1', [{ sku: 'MUG-002', quantity: 3 }]);
  expect(await put('MUG-002', { available: 100 })).toMatchObject({
    ...{ status: 200, body: { available: 100, reserved: 3, sold: 0 } },
  });
  expect(await get('MUG-002')).toMatchObject({ body: { available: 100, reserved: 3, sold: 0 } });
});

test('If-None-Match: * only creates', async () => {
  const onlyCreate = { headers: { 'If-None-Match': '*' } };
  expect(await put('MUG-003', { available: 7 }, onlyCreate)).toMatchObject({ status: 201 });
  expect(await put('MUG-003', { available: 9 }, onlyCreate)).toMatchObject({
    ...{ status: 412, body: { code: 'already_exists' } },
  });
  expect(await get('MUG-003')).toMatchObject({ body: { available: 7 } });
  expect(await put('MUG-003', { available: 9 }, { headers: { 'if-none-match': '"1"' } })).toMatchObject({
    ...{ status: 400, body: { code: 'invalid_request' } },
  });
});

test.each([{ available: -1 }, { available: 1.5 }, { available: '7' }, { available: 1, sold: 0 }, {}])(
  'the stock %o is refused',
  async (body) => {
    expect(await put('MUG-004', body)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  },
);

test('a SKU that cannot be one is refused, one without stock is not found', async () => {
  expect(await put('mug', { available: 1 })).toMatchObject({ status: 400 });
  // The second is too long for any key of the table.
  for (const sku of ['MUG-404', 'A'.repeat(3_000)])
    expect(await get(sku)).toMatchObject({ status: 404, body: { code: 'not_found' } });
});

test('customers may neither see nor change stock', async () => {
  expect(await get('MUG-001', customer)).toMatchObject({ status: 403 });
  expect(await put('MUG-001', { available: 1 }, { caller: customer })).toMatchObject({ status: 403 });
});
