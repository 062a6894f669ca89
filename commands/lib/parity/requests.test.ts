import { expect, test } from 'vitest';
import type { RouteTable } from '../../../infra/patterns/route-table.ts';
import { routes } from '../../../infra/routes.ts';
import { movingRoutes, parcels } from './requests.ts';
import { skusOf } from './skus.ts';

const skus = skusOf(7);
const thousand = parcels(routes, skus, { seed: 7, count: 1_000 });
const bodies = thousand.map(({ request, ...rest }) => ({
  ...rest,
  ...request,
  body: request.body?.toString('base64'),
}));

test('every route that moves gets requests, and no other', () => {
  expect(new Set(thousand.map(({ line }) => line))).toEqual(
    new Set(movingRoutes(routes).map(({ line }) => line)),
  );
});

test('a route that moves and has no requests is named, and so is a table in which none moves', () => {
  const table: RouteTable = { 'GET /returns': { owner: 'a', access: 'public', movesBetween: ['a', 'b'] } };
  expect(() => parcels(table, skus, { seed: 1, count: 1 })).toThrow('Route "GET /returns" moves, but');
  expect(() => parcels({}, skus, { seed: 1, count: 1 })).toThrow('nothing to compare');
});

test('the same seed makes the same requests, another one others', () => {
  const again = parcels(routes, skus, { seed: 7, count: 1_000 });
  expect(again).toEqual(thousand);
  expect(parcels(routes, skus, { seed: 8, count: 1_000 })).not.toEqual(thousand);
});

test('no two seeds share a product, which all sort behind those of a shop', () => {
  expect(skusOf(8).own.filter((sku) => skus.own.includes(sku))).toEqual([]);
  for (const { own, before } of [skus, skusOf(999_999_999)]) {
    for (const sku of own) expect(sku).toMatch(/^ZZ-[A-Z0-9-]{1,29}$/);
    for (const sku of own) expect(sku > before).toBe(true);
  }
});

test('writes meet the products of the run alone', () => {
  for (const { target } of bodies.filter((each) => each.method === 'PUT')) {
    const sku = decodeSafely(target.replace('/products/', ''));
    if (/^[A-Z0-9][A-Z0-9-]{2,31}$/.test(sku)) expect(skus.own).toContain(sku);
  }
});

test('what goes over the wire is a request target', () => {
  for (const { target } of bodies)
    expect(target).toMatch(/^\/(products(\/[\x21-\x7e]+)?|orders\/history)(\?[\x21-\x7e]*)?$/);
});

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
