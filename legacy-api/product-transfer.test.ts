import { describe, expect, test } from 'vitest';
import { as, useLegacyServer } from './testing/legacy-server.ts';

const { call } = useLegacyServer();

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

test('it is for operators only', async () => {
  expect(await call('POST', '/transfer/products', mug('BACK-005', 1), {})).toMatchObject({ status: 401 });
  expect(await call('POST', '/transfer/products', mug('BACK-005', 1), as.customer('C-10001'))).toMatchObject({
    status: 403,
  });
});
