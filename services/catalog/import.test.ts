import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalAws } from '../shared/testing/local-aws.ts';
import { catalogTable } from '../shared/testing/tables.ts';
import { importProduct, type Product } from './import.ts';
import { productTable } from './product-table.ts';

const table = catalogTable.TableName;
let aws: Awaited<ReturnType<typeof startLocalAws>>;
let products: ReturnType<typeof productTable>;
beforeAll(async () => {
  aws = await startLocalAws([catalogTable]);
  products = productTable(aws.documents, table);
});
afterAll(() => aws.stop());

const content = {
  description: 'Holds 0.3 l.',
  category: 'kitchen',
  price: { amount: 1250, currency: 'EUR' },
} as const;
const mug = (sku: string, version: number): Product => ({
  ...content,
  ...{ sku, version, name: `Mug, version ${version}` },
});
const bring = (product: Product) => importProduct(aws.documents, table, product);

test('a product comes with its version and is listed with the others', async () => {
  expect(await bring(mug('MUG-001', 7))).toBe(true);
  expect(await products.find('MUG-001')).toEqual(mug('MUG-001', 7));
  expect((await products.list(100)).items).toEqual([mug('MUG-001', 7)]);
});

test('a later version takes the place of an earlier one, and none that of the same or a later one', async () => {
  await bring(mug('MUG-002', 2));
  for (const version of [1, 2]) expect(await bring(mug('MUG-002', version))).toBe(false);
  expect(await products.find('MUG-002')).toEqual(mug('MUG-002', 2));
  expect(await bring(mug('MUG-002', 3))).toBe(true);
  expect(await products.find('MUG-002')).toEqual(mug('MUG-002', 3));
});

test('a version that was stale before the move is stale after it, and the next one goes on from there', async () => {
  await bring(mug('MUG-003', 5));
  const change = { ...content, name: 'Large mug' };
  await expect(products.put('MUG-003', { ...change, version: 4 })).rejects.toMatchObject({
    code: 'stale_version',
  });
  expect(await products.put('MUG-003', { ...change, version: 5 })).toMatchObject({ version: 6 });
});

test('anything else that goes wrong is no refusal', async () => {
  await expect(importProduct(aws.documents, 'no-such-table', mug('MUG-004', 1))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});
