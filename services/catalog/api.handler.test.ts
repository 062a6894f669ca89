import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ApiCall, callApi } from '../shared/testing/http.ts';
import { startLocalAws } from '../shared/testing/local-aws.ts';
import { catalogTable } from '../shared/testing/tables.ts';

let aws: Awaited<ReturnType<typeof startLocalAws>>;
let call: (request: ApiCall) => ReturnType<typeof callApi>;

beforeAll(async () => {
  aws = await startLocalAws([catalogTable]);
  vi.stubEnv('CATALOG_TABLE', catalogTable.TableName);
  const { handler } = await import('./api.handler.ts');
  call = (request) => callApi(handler, request);
});
afterAll(() => aws.stop());

const operator = { id: 'operator', group: 'operator' } as const;
const mug = {
  name: 'Mug',
  description: 'Holds 0.3 l.',
  category: 'Kitchen',
  price: { amount: 1250, currency: 'EUR' },
};

const get = (sku: string) => call({ route: 'GET /products/{sku}', path: { sku } });
const list = (query?: Record<string, string>) => call({ route: 'GET /products', query });
const put = (sku: string, body: unknown, caller: ApiCall['caller'] = operator) =>
  call({ route: 'PUT /products/{sku}', path: { sku }, body, caller });
const remove = (sku: string, query?: Record<string, string>, caller: ApiCall['caller'] = operator) =>
  call({ route: 'DELETE /products/{sku}', path: { sku }, query, caller });

describe('one product', () => {
  test('a new product is version 1 and can be read by anybody', async () => {
    const created = await put('MUG-001', mug);
    expect(created).toMatchObject({ status: 201, headers: { location: '/products/MUG-001' } });
    expect(await get('MUG-001')).toMatchObject({
      status: 200,
      headers: { 'x-served-by': 'catalog', 'content-type': 'application/json' },
      body: { sku: 'MUG-001', version: 1, ...mug },
    });
  });

  test('an answer shows nothing of how it is stored', async () => {
    await put('MUG-002', mug);
    const fields = ['category', 'description', 'name', 'price', 'sku', 'version'];
    expect(Object.keys((await get('MUG-002')).body).sort()).toEqual(fields);
    expect(Object.keys((await list()).body.items[0]).sort()).toEqual(fields);
  });

  test('a product goes back changed just as it was read', async () => {
    const { body: read } = await put('MUG-003', mug);
    const changed = await put('MUG-003', { ...read, name: 'Large mug' });
    expect(changed).toMatchObject({ status: 200, body: { name: 'Large mug', version: 2 } });
  });

  test('of two changes to the same version only the first is made', async () => {
    await put('MUG-004', mug);
    const answers = await Promise.all([
      put('MUG-004', { ...mug, name: 'First', version: 1 }),
      put('MUG-004', { ...mug, name: 'Second', version: 1 }),
    ]);
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect((await get('MUG-004')).body.version).toBe(2);
  });

  test('creating a product that exists is 409 and changes nothing', async () => {
    await put('MUG-005', mug);
    expect(await put('MUG-005', { ...mug, name: 'Other' })).toMatchObject({
      status: 409,
      body: { code: 'stale_version', detail: expect.stringContaining('exists already') },
    });
    expect((await get('MUG-005')).body.name).toBe('Mug');
  });

  test('a removed product is gone, and removing it again is fine', async () => {
    await put('MUG-006', mug);
    expect(await remove('MUG-006')).toMatchObject({ status: 204, body: undefined });
    expect((await get('MUG-006')).status).toBe(404);
    expect((await remove('MUG-006', { version: '1' })).status).toBe(204);
  });

  test('a product of another version than named is not removed', async () => {
    await put('MUG-007', mug);
    expect(await remove('MUG-007', { version: '2' })).toMatchObject({
      status: 409,
      body: { code: 'stale_version' },
    });
    expect((await get('MUG-007')).status).toBe(200);
  });

  // The second is too long for any key of the table.
  test.each(['no such thing', 'A'.repeat(3_000)])(
    'what could never be a SKU is not found: %s',
    async (sku) => {
      expect(await get(sku)).toMatchObject({
        status: 404,
        headers: { 'content-type': 'application/problem+json' },
        body: { code: 'not_found' },
      });
    },
  );
});

describe('who may write', () => {
  test.each([
    { name: 'a customer', caller: { id: 'C-10001', group: 'customer' } as const },
    { name: 'nobody', caller: undefined },
  ])('$name may neither write nor remove, however wrong the request is', async ({ caller }) => {
    const request = { path: { sku: 'MUG-001' }, body: '{', caller };
    for (const route of ['PUT /products/{sku}', 'DELETE /products/{sku}'])
      expect(await call({ route, ...request })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });
});

describe('bad input', () => {
  test.each([
    { why: 'a negative price', change: { price: { amount: -1, currency: 'EUR' } }, path: '/price/amount' },
    {
      why: 'a price with a fraction',
      change: { price: { amount: 1.5, currency: 'EUR' } },
      path: '/price/amount',
    },
    {
      why: 'a foreign currency',
      change: { price: { amount: 1, currency: 'USD' } },
      path: '/price/currency',
    },
    { why: 'a blank name', change: { name: '  ' }, path: '/name' },
    { why: 'a name too long', change: { name: 'x'.repeat(201) }, path: '/name' },
    { why: 'an unknown field', change: { colour: 'red' }, path: '/colour' },
    { why: 'another SKU than the path', change: { sku: 'MUG-999' }, path: '/sku' },
    { why: 'version 0', change: { version: 0 }, path: '/version' },
  ])('$why is 400 and names $path', async ({ change, path }) => {
    const answer = await put('MUG-100', { ...mug, ...change });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', errors: [{ path }] } });
    expect((await get('MUG-100')).status).toBe(404);
  });

  test('a SKU outside the pattern cannot be created', async () => {
    expect(await put('mug', mug)).toMatchObject({ status: 400, body: { errors: [{ path: '/sku' }] } });
  });

  test('what is not JSON is 400, what does not say so 415', async () => {
    const request = { route: 'PUT /products/{sku}', path: { sku: 'MUG-100' }, caller: operator };
    expect((await call({ ...request, body: '{' })).body.code).toBe('malformed_json');
    const asText = { ...request, body: '{}', headers: { 'content-type': 'text/plain' } };
    expect((await call(asText)).body.code).toBe('unsupported_media_type');
  });

  test.each([
    ['limit', '0'],
    ['limit', '101'],
    ['limit', 'many'],
    ['limit', ''],
    ['cursor', 'not a cursor'],
    ['cursor', 'TVVHLTAwMQ=='],
    ['page', '2'],
  ])('the list refuses %s=%s', async (name, value) => {
    expect(await list({ [name]: value })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ path: `/${name}` }] },
    });
  });
});

describe('the list', () => {
  test('pages are sorted by SKU, together hold every product once, and the last has no cursor', async () => {
    await Promise.all(Array.from({ length: 23 }, (_, i) => put(`LIST-${String(i).padStart(3, '0')}`, mug)));
    const everything = (await list({ limit: '100' })).body;
    expect(everything.nextCursor).toBeUndefined();
    const all: string[] = everything.items.map((product: { sku: string }) => product.sku);
    expect(all).toEqual(all.toSorted());

    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await list({ limit: '5', ...(cursor && { cursor }) });
      expect(body.items.length).toBeGreaterThan(0);
      paged.push(...body.items.map((product: { sku: string }) => product.sku));
      cursor = body.nextCursor;
    } while (cursor);
    expect(paged).toEqual(all);
  });

  test('a page has 20 products unless told otherwise', async () => {
    expect((await list()).body.items).toHaveLength(20);
  });
});
