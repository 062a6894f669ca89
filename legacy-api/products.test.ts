import { describe, expect, test } from 'vitest';
import seeded from './data/products.json' with { type: 'json' };
import { toCursor } from './http/cursor.ts';
import { as, useLegacyServer } from './testing/legacy-server.ts';

const { call } = useLegacyServer();

const input = {
  name: 'Test Vase',
  description: 'A vase.',
  category: 'tableware',
  price: { amount: 1990, currency: 'EUR' },
};

describe('the list of products', () => {
  test('comes page by page, sorted by SKU, each product once', async () => {
    const items: unknown[] = [];
    let query = '?limit=60';
    while (query) {
      const { status, body } = await call('GET', `/products${query}`);
      expect(status).toBe(200);
      items.push(...body.items);
      query = body.nextCursor ? `?limit=60&cursor=${body.nextCursor}` : '';
    }
    expect(items).toEqual(seeded.map((product) => ({ ...product, version: 1 })));
  });

  test('has pages of 20 unless asked otherwise', async () => {
    const { body } = await call('GET', '/products');
    expect(body.items).toHaveLength(20);
  });

  test.each([
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    ['limit=1.5', '/limit'],
    ['cursor=MUG-001', '/cursor'],
    ['cursor=', '/cursor'],
    [`cursor=${toCursor('mug')}`, '/cursor'],
    [`cursor=${toCursor('\0')}`, '/cursor'],
    [`cursor=${toCursor('MUG-001').replace(/Q$/, 'R')}`, '/cursor'],
    [`cursor=${toCursor('MUG-001')}=`, '/cursor'],
    [`cursor=${'A'.repeat(201)}`, '/cursor'],
    ['sort=price', '/sort'],
  ])('refuses %s', async (query, path) => {
    expect(await call('GET', `/products?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ path }] },
    });
  });
});

test.each([1, 100])('a page of the list may have %i products', async (limit) => {
  const { body } = await call('GET', `/products?limit=${limit}`);
  expect(body.items).toHaveLength(limit);
});

describe('a product', () => {
  test('is read by its SKU', async () => {
    const mug = seeded.find(({ sku }) => sku === 'MUG-001');
    expect(await call('GET', '/products/MUG-001')).toEqual({ status: 200, body: { ...mug, version: 1 } });
  });

  test.each(['VASE-404', 'mug-001', '%00'])('%s is not found', async (sku) => {
    expect(await call('GET', `/products/${sku}`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  test('is created without a version, once', async () => {
    const created = { ...input, sku: 'VASE-001', version: 1 };
    expect(await call('PUT', '/products/VASE-001', input)).toEqual({ status: 201, body: created });
    expect(await call('PUT', '/products/VASE-001', input)).toMatchObject({
      status: 409,
      body: { code: 'stale_version' },
    });
    expect(await call('GET', '/products/VASE-001')).toEqual({ status: 200, body: created });
  });

  test('is replaced in the version that was read, which two cannot do', async () => {
    const { body: read } = await call('PUT', '/products/VASE-002', input);
    const names = ['Vase A', 'Vase B'];
    const answers = await Promise.all(
      names.map((name) => call('PUT', '/products/VASE-002', { ...read, name })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
    const won = answers.find(({ status }) => status === 200)?.body;
    expect(won).toMatchObject({ sku: 'VASE-002', version: 2 });
    expect(await call('GET', '/products/VASE-002')).toEqual({ status: 200, body: won });
  });

  test('that is not there has no version to replace', async () => {
    expect(await call('PUT', '/products/VASE-003', { ...input, version: 1 })).toMatchObject({ status: 409 });
  });

  test('is removed, in one version when that is asked, and may be absent already', async () => {
    for (const sku of ['VASE-004', 'VASE-0041']) await call('PUT', `/products/${sku}`, input);
    expect(await call('DELETE', '/products/VASE-004?version=2')).toMatchObject({
      status: 409,
      body: { code: 'stale_version' },
    });
    expect(await call('DELETE', '/products/VASE-004?version=1')).toEqual({ status: 204, body: undefined });
    expect(await call('DELETE', '/products/VASE-004?version=1')).toMatchObject({ status: 204 });
    expect(await call('DELETE', '/products/VASE-004')).toMatchObject({ status: 204 });
    expect((await call('GET', '/products/VASE-004')).status).toBe(404);
    expect((await call('GET', '/products/VASE-0041')).status).toBe(200);
  });

  test('is read by anybody, changed and removed by operators only', async () => {
    expect(await call('GET', '/products/MUG-001', undefined, {})).toMatchObject({ status: 200 });
    expect(await call('GET', '/products?limit=1', undefined, {})).toMatchObject({ status: 200 });
    for (const method of ['PUT', 'DELETE']) {
      const body = method === 'PUT' ? input : undefined;
      expect(await call(method, '/products/VASE-007', body, {})).toMatchObject({ status: 401 });
      expect(await call(method, '/products/MUG-001', body, as.customer('C-10001'))).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      });
    }
    expect((await call('GET', '/products/MUG-001')).status).toBe(200);
  });

  test.each([
    ['VASE-005', { name: '' }, '/name'],
    ['VASE-005', { name: 'x\u0007' }, '/name'],
    ['VASE-005', { description: 'x'.repeat(1_001) }, '/description'],
    ['VASE-005', { price: { amount: 19.9, currency: 'EUR' } }, '/price/amount'],
    ['VASE-005', { price: { amount: 1990, currency: 'USD' } }, '/price/currency'],
    ['VASE-005', { price: { amount: 10_000_001, currency: 'EUR' } }, '/price/amount'],
    ['VASE-005', { price: { amount: -1, currency: 'EUR' } }, '/price/amount'],
    ['VASE-005', { price: { amount: 1990 } }, '/price/currency'],
    ['VASE-005', { price: { ...input.price, tax: 1 } }, '/price/tax'],
    ['VASE-005', { price: 1990 }, '/price'],
    ['VASE-005', { name: undefined }, '/name'],
    ['VASE-005', { name: 'x'.repeat(201) }, '/name'],
    ['VASE-005', { description: undefined }, '/description'],
    ['VASE-005', { category: undefined }, '/category'],
    ['VASE-005', { category: '' }, '/category'],
    ['VASE-005', { category: 'x'.repeat(61) }, '/category'],
    ['VASE-005', { version: 0 }, '/version'],
    ['VASE-005', { version: 1_000_000_001 }, '/version'],
    ['VASE-005', { version: '1' }, '/version'],
    ['VASE-005', { stock: 5 }, '/stock'],
    ['VASE-005', { sku: 'VASE-006' }, '/sku'],
    ['VASE-005', { sku: 5 }, '/sku'],
    ['vase', {}, '/sku'],
    ['VA', {}, '/sku'],
    ['-VASE', {}, '/sku'],
    ['V'.repeat(33), {}, '/sku'],
    ['VASE-005%20', {}, '/sku'],
    ['%20VASE-005', {}, '/sku'],
  ])('%s with %j is refused for %s', async (sku, change, path) => {
    expect(await call('PUT', `/products/${sku}`, { ...input, ...change })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ path }] },
    });
  });

  test.each([
    ['VAS', { name: 'x', description: '', category: 'x', price: { amount: 0, currency: 'EUR' } }],
    [
      'V'.repeat(32),
      {
        ...{ name: 'x'.repeat(200), description: 'x'.repeat(1_000), category: 'x'.repeat(60) },
        price: { amount: 10_000_000, currency: 'EUR' },
      },
    ],
  ])('%s is created with all of it at its limits', async (sku, product) => {
    expect(await call('PUT', `/products/${sku}`, product)).toMatchObject({ status: 201, body: product });
  });

  test('has versions up to a thousand million, in bodies and in queries', async () => {
    const version = 1_000_000_000;
    expect((await call('PUT', '/products/VASE-008', { ...input, version })).status).toBe(409);
    expect((await call('DELETE', `/products/VASE-008?version=${version}`)).status).toBe(204);
  });

  test.each([
    ['VASE-008?version=0', '/version'],
    ['VASE-008?version=1000000001', '/version'],
    ['VASE-008?version=1.5', '/version'],
    ['VASE-008?version=', '/version'],
    ['VASE-008?force=true', '/force'],
    ['vase-008', '/sku'],
  ])('is not removed by %s', async (target, path) => {
    expect(await call('DELETE', `/products/${target}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ path }] },
    });
  });
});
