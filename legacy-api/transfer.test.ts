import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  as,
  type LegacyServer,
  startDatabase,
  startServer,
  type TestDatabase,
} from './testing/legacy-server.ts';

let database: TestDatabase;
let server: LegacyServer;
beforeAll(async () => {
  database = await startDatabase();
  server = await startServer(database.environment);
});
afterAll(async () => {
  await server.stop();
  await database.stop();
});

async function call(method: string, path: string, body?: object, caller: object = as.operator) {
  const response = await fetch(server.url + path, {
    method,
    ...(body && { body: JSON.stringify(body) }),
    headers: { ...(body && { 'content-type': 'application/json' }), ...caller },
  });
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for
  return { status: response.status, body: (await response.json()) as any };
}

const mug = (sku: string, version: number) => ({
  ...{ sku, version, name: `Mug, version ${version}` },
  ...{ description: 'Holds 0.3 l.', category: 'kitchen', price: { amount: 1250, currency: 'EUR' } },
});
const bring = (product: object) => call('POST', '/transfer/products', product);
const read = (sku: string) => call('GET', `/products/${sku}`);

describe('a product that comes back from another system', () => {
  test('keeps the version that it had there, and goes on from that', async () => {
    expect(await bring(mug('BACK-001', 7))).toEqual({ status: 200, body: mug('BACK-001', 7) });
    expect(await read('BACK-001')).toEqual({ status: 200, body: mug('BACK-001', 7) });
    expect(await call('PUT', '/products/BACK-001', mug('BACK-001', 6))).toMatchObject({ status: 409 });
    expect(await call('PUT', '/products/BACK-001', mug('BACK-001', 7))).toMatchObject({
      status: 200,
      body: { version: 8 },
    });
  });

  test('takes the place of an older one, and is refused where there is a newer or the same', async () => {
    await bring(mug('BACK-002', 2));
    for (const version of [1, 2])
      expect(await bring(mug('BACK-002', version))).toMatchObject({
        status: 409,
        body: { code: 'stale_version' },
      });
    expect((await read('BACK-002')).body).toEqual(mug('BACK-002', 2));
    expect(await bring(mug('BACK-002', 3))).toMatchObject({ status: 200 });
    expect((await read('BACK-002')).body).toEqual(mug('BACK-002', 3));
  });

  test('of two at once the newer one stays', async () => {
    await Promise.all([9, 4, 8, 5].map((version) => bring(mug('BACK-003', version))));
    expect((await read('BACK-003')).body).toEqual(mug('BACK-003', 9));
  });

  test.each([
    ['/version', { version: undefined }],
    ['/version', { version: 1_000_000_002 }],
    ['/sku', { sku: 'mug' }],
    ['/stock', { stock: 1 }],
  ])('is refused with a wrong %s: %j', async (path, change) => {
    expect(await bring({ ...mug('BACK-004', 1), ...change })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ path }] },
    });
  });
});

describe('the list of all past orders', () => {
  test('has each order once, as its customer sees it', async () => {
    const orders: { orderId: string; customerId: string }[] = [];
    let query = '?limit=100';
    while (query) {
      const { status, body } = await call('GET', `/transfer/orders${query}`);
      expect(status).toBe(200);
      orders.push(...body.items);
      query = body.nextCursor ? `?limit=100&cursor=${body.nextCursor}` : '';
    }
    const client = await database.connect();
    const { rows } = await client.query('SELECT order_id FROM orders');
    await client.end();
    expect(new Set(orders.map(({ orderId }) => orderId))).toEqual(
      new Set(rows.map(({ order_id }) => order_id)),
    );
    expect(orders).toHaveLength(rows.length);
    const { body: own } = await call('GET', '/orders/history', undefined, as.customer('C-10001'));
    expect(orders.filter(({ customerId }) => customerId === 'C-10001')).toEqual(own.items.toReversed());
  });

  test.each(['limit=0', 'limit=101', 'cursor=L-100001', 'sort=placedAt'])('refuses %s', async (query) => {
    expect(await call('GET', `/transfer/orders?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });
});

test.each([
  ['GET', '/transfer/orders', undefined],
  ['POST', '/transfer/products', mug('BACK-005', 1)],
] as const)('%s %s is for operators only', async (method, path, body) => {
  expect(await call(method, path, body, {})).toMatchObject({ status: 401 });
  expect(await call(method, path, body, as.customer('C-10001'))).toMatchObject({ status: 403 });
});
