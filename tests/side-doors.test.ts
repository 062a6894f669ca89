import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { anybody, operator } from './lib/shop.ts';

const mug = { name: 'Mug', description: '', category: 'kitchen', price: { amount: 100, currency: 'EUR' } };
const sides = ['legacy', 'catalog'] as const;

test.each(sides)('at its side door answers %s itself, reads and writes', async (side) => {
  const sku = `DOOR-${randomUUID().slice(0, 8).toUpperCase()}`;
  const there = `/via/${side}/products/${sku}`;
  const answeredBy = { servedBy: side };
  expect(await operator.request('PUT', there, { body: mug })).toMatchObject({ status: 201, ...answeredBy });
  expect(await anybody.request('GET', there)).toMatchObject({ status: 200, body: mug, ...answeredBy });
  const page = await anybody.request('GET', `/via/${side}/products?limit=1`);
  expect(page).toMatchObject({ status: 200, body: { items: [expect.anything()] }, ...answeredBy });

  const other = sides.find((each) => each !== side);
  expect(await anybody.request('GET', `/via/${other}/products/${sku}`)).toMatchObject({
    status: 404,
    servedBy: other,
  });

  expect(await operator.request('DELETE', there)).toMatchObject({ status: 204, ...answeredBy });
  expect(await anybody.request('GET', there)).toMatchObject({ status: 404, ...answeredBy });
});

test('a door that no route opens leads nowhere', async () => {
  expect((await anybody.request('GET', '/via/orders/products')).status).toBe(401);
  expect(await operator.request('GET', '/via/legacy/shipments/x')).toMatchObject({ status: 404 });
  expect(await operator.request('POST', '/via/legacy/shipments', { body: {} })).toMatchObject({
    status: 404,
  });
});
