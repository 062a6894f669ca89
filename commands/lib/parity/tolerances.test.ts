import { expect, test } from 'vitest';
import type { Difference } from './differences.ts';
import type { Answer, Exchange, ParityRequest } from './request.ts';
import { skusOf } from './skus.ts';
import { tolerances } from './tolerances.ts';

const skus = skusOf(1);
const [own = ''] = skus.own;
const get: ParityRequest = { caller: 'nobody', method: 'GET', target: '/products?limit=2', headers: {} };

function covers(
  where: string,
  values: Difference['values'],
  {
    request = get,
    legacy = {},
    catalog = {},
  }: { request?: ParityRequest; legacy?: object; catalog?: object } = {},
): string | undefined {
  const answer: Answer = { status: 200, headers: {}, body: {} };
  const exchange: Exchange = {
    request,
    answers: { legacy: { ...answer, ...legacy }, catalog: { ...answer, ...catalog } },
  };
  return tolerances.find((tolerance) => tolerance.covers({ where, values }, exchange, skus))?.what;
}

test('each tolerance says why', () => {
  for (const { reason } of tolerances) expect(reason).toMatch(/^[A-Z].{40,}\.$/);
});

test.each([
  ['status', [200, 404]],
  ['header location', ['/products/A', undefined]],
  ['header content-type', ['application/json', undefined]],
  ['header retry-after', ['1', undefined]],
  ['body/code', ['not_found', 'stale_version']],
  ['body/title', ['A', 'B']],
  ['body/price/amount', [1, 2]],
  ['body/items', [[], [1]]],
] as const)('nothing explains that %s is %j', (where, values) => {
  expect(covers(where, values)).toBeUndefined();
});

test('each side names itself, and nobody else', () => {
  expect(covers('header x-served-by', ['legacy', 'catalog'])).toBe('x-served-by');
  for (const values of [
    ['catalog', 'legacy'],
    ['legacy', 'gateway'],
    ['legacy', undefined],
  ] as const)
    expect(covers('header x-served-by', values)).toBeUndefined();
});

test("a correlation id is each side's own only when the caller's was not taken", () => {
  const where = 'header x-correlation-id';
  const request = { ...get, headers: { 'x-correlation-id': 'parity-1' } };
  expect(covers(where, ['a', 'b'])).toBe('a new correlation id');
  expect(covers(where, ['parity-1', 'b'], { request })).toBeUndefined();
  expect(covers(where, ['a', undefined])).toBeUndefined();
});

test('the transport has headers of its own', () => {
  for (const name of ['date', 'content-length', 'x-amzn-requestid', 'x-amz-apigw-id'])
    expect(covers(`header ${name}`, ['a', 'b']), name).toBe('headers of the connection');
});

test('wrong fields are the same when their paths are', () => {
  const problem = (...paths: string[]) => ({
    body: { errors: paths.map((path) => ({ path, message: path })) },
  });
  const differ = (one: object, other: object) =>
    covers('body/errors', [1, 2], { legacy: one, catalog: other });
  expect(differ(problem('/a', '/b'), problem('/b', '/a', '/a'))).toContain('wrong fields');
  expect(differ(problem('/a', '/b'), problem('/b'))).toBeUndefined();
  expect(differ(problem('/a'), { body: {} })).toBeUndefined();
});

test("products of others are the shop's data, the run's own are not", () => {
  const page = (...items: [sku: string, name: string][]) => ({
    body: { items: items.map(([sku, name]) => ({ sku, name })) },
  });
  const differ = (one: object, other: object) =>
    covers('body/items/0/name', ['A', 'B'], { legacy: one, catalog: other });
  expect(differ(page(['MUG-1', 'A'], [own, 'A']), page(['MUG-1', 'B'], [own, 'A']))).toContain(
    'not of this run',
  );
  expect(differ(page(['MUG-1', 'A'], [own, 'A']), page(['MUG-1', 'A'], [own, 'B']))).toBeUndefined();
  expect(differ(page([own, 'A']), page([own, 'B']))).toBeUndefined();
});

test('bytes that are no UTF-8 are refused by both, for the reason that each sees', () => {
  const put = (body: Buffer): ParityRequest => ({ ...get, method: 'PUT', target: `/products/${own}`, body });
  const refused = { status: 400 };
  const differ = (body: Buffer, catalog: object) =>
    covers('body/code', ['malformed_json', 'invalid_request'], {
      request: put(body),
      legacy: refused,
      catalog,
    });
  expect(differ(Buffer.from([0x22, 0xff, 0x22]), refused)).toBe('bodies that are no UTF-8');
  expect(differ(Buffer.from('""'), refused)).toBeUndefined();
  expect(differ(Buffer.from([0x22, 0xff, 0x22]), { status: 200 })).toBeUndefined();
});

test('an answer without a body may have a media type all the same', () => {
  const gone = { status: 204 };
  const differ = (legacy: object) =>
    covers('header content-type', [undefined, 'application/json'], { legacy, catalog: gone });
  expect(differ(gone)).toBe('a media type of nothing');
  expect(differ({ status: 200 })).toBeUndefined();
});
