import fc, { type Arbitrary } from 'fast-check';
import type { RouteTable } from '../../../infra/patterns/route-table.ts';
import { demoCustomer } from '../access-token.ts';
import { bodyNear } from '../fuzz/bodies.ts';
import { hostileSegment } from '../fuzz/hostile.ts';
import type { Caller, ParityRequest } from './request.ts';
import type { Skus } from './skus.ts';

/** Picks one of the choices, more often where the weight is higher. */
const often = <T>(...choices: [weight: number, arbitrary: Arbitrary<T>][]): Arbitrary<T> =>
  fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
const oneOf = <T>(...values: T[]) => fc.constantFrom(...values);

const mostly = (usual: Caller): Arbitrary<Caller> =>
  often([8, oneOf(usual)], [1, oneOf('customer', 'operator', 'nobody')]);

/** Mostly none: then each side makes an id of its own. */
const correlation = often<Record<string, string>>(
  [4, oneOf({})],
  [2, fc.nat(1_000_000).map((number) => ({ 'x-correlation-id': `parity-${number}` }))],
  [
    1,
    oneOf('', 'a b', 'a/b', '"', '{}', 'x'.repeat(128), 'x'.repeat(129)).map((id) => ({
      'x-correlation-id': id,
    })),
  ],
);

const json = { 'content-type': 'application/json' };
const contentType = often<Record<string, string>>(
  [14, oneOf(json)],
  [
    1,
    oneOf(
      ...['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/json;', 'text/plain'],
      ...['application/vnd.api+json', 'application/merge-patch+json', 'text/json', 'application/jsonx'],
      ...['application/json, text/html', '*/*', 'application/x-www-form-urlencoded'],
    ).map((value) => ({ 'content-type': value })),
  ],
  [1, oneOf({})],
);

/** A value for which API and sides may have different ideas of what a whole number is. */
const oddNumber = oneOf(
  ...[
    '',
    '0',
    '-1',
    '1.0',
    '1.5',
    '1e1',
    '0x10',
    '007',
    '+5',
    '%205',
    '5%20',
    '101',
    '99999999999',
    'x',
    '٣',
    'true',
  ]
    .map(encodeURI)
    .map((value) => value.replaceAll('%25', '%')),
);

/** Pairs of a query string; sometimes one of them is written in another way, comes twice, or is none of the route's. */
function queryOf(pairs: Arbitrary<string[]>): Arbitrary<string> {
  const odd = oneOf(
    'other=1',
    '',
    '=',
    '&',
    'limit',
    '__proto__=1',
    '%6cimit=3',
    'limit%5B%5D=1',
    'limit=1&limit=2',
  );
  return often([9, pairs], [1, fc.tuple(pairs, odd).map(([list, extra]) => [...list, extra])]).map((list) =>
    list.length > 0 ? `?${list.join('&')}` : '',
  );
}

const maybe = (arbitrary: Arbitrary<string>) =>
  often<string[]>([1, arbitrary.map((value) => [value])], [1, oneOf([])]);

/** Lists of the run's own products, page by page and from odd places, and lists that are refused. */
function lists({ before, own }: Skus): Arbitrary<string> {
  const cursorAt = (sku: string) => Buffer.from(sku).toString('base64url');
  const cursor = often(
    [8, oneOf(before, ...own).map(cursorAt)],
    [
      2,
      oneOf(
        '',
        '%20',
        'x',
        cursorAt(before).slice(1),
        `${cursorAt(before)}%3D`,
        cursorAt('mug'),
        cursorAt('ÄÖ'),
        'x'.repeat(201),
      ),
    ],
  );
  const limit = often([5, fc.integer({ min: 1, max: 8 }).map(String)], [1, oneOf('100')], [2, oddNumber]);
  const page = fc.tuple(
    cursor.map((value) => [`cursor=${value}`]),
    maybe(limit.map((value) => `limit=${value}`)),
  );
  const first = limit.map((value) => [`limit=${value}`]);
  return queryOf(often([6, page.map((parts) => parts.flat())], [1, first])).map(
    (query) => `/products${query}`,
  );
}

/** A product's path: one of the run's own, there or not, or one written oddly. */
function productPath({ own }: Skus): Arbitrary<string> {
  const segment = often(
    [20, oneOf(...own)],
    // Percent-encoded letters are the same letters (RFC 3986, section 6.2.2.2).
    [1, oneOf(...own).map((sku) => sku.replace('Z', '%5A'))],
    [1, oneOf(...own).map((sku) => sku.toLowerCase())],
    [1, oneOf(...own).map((sku) => `${sku}%20`)],
    [1, oneOf(...own).map((sku) => sku.replace('Z', '%255A'))],
    [1, hostileSegment.filter(isOneSegment)],
  );
  return segment.map((sku) => `/products/${sku}`);
}

/** Anything else would be another route, or no request target at all. */
const isOneSegment = (segment: string) =>
  /^[\x21-\x7e]+$/.test(segment) &&
  !/[/?#\\]/.test(segment) &&
  !/^(\.|%2e){1,2}$/i.test(segment) &&
  segment.length < 500;

const goodProduct = fc.record({
  name: oneOf('Cup', ' Cup ', 'Çay bardağı 🍵', 'x'.repeat(200), '𝒳', '"\\/'),
  description: oneOf('', 'A cup.', 'Zwölf Boxkämpfer', 'x'.repeat(1_000), '\u00a0', '\u2028'),
  category: oneOf('tests', 'x'.repeat(60)),
  price: fc.record({ amount: oneOf(0, 1, 1250, 10_000_000), currency: oneOf('EUR') }),
});

/** A body near a product: right, with wrong fields, or not even JSON; with a version that may be the one there. */
function productBody({ own }: Skus): Arbitrary<Buffer> {
  const version = often<{ version?: number }>(
    [2, oneOf({})],
    [4, fc.integer({ min: 1, max: 4 }).map((number) => ({ version: number }))],
  );
  const sku = often<{ sku?: string }>([8, oneOf({})], [1, oneOf(...own).map((value) => ({ sku: value }))]);
  const good = fc
    .tuple(goodProduct, version, sku)
    .map((parts) => Buffer.from(JSON.stringify(Object.assign({}, ...parts))));
  const near = {
    name: 'Cup',
    description: '',
    category: 'tests',
    price: { amount: 1, currency: 'EUR' },
    version: 1,
  };
  return often([6, good], [2, bodyNear(near)]);
}

/** The past orders of the caller, of another customer or of nobody, as many as wanted, or refused. */
const histories: Arbitrary<string> = queryOf(
  fc
    .tuple(
      maybe(
        often(
          [4, oneOf(demoCustomer, 'C-10002', 'C-10500', 'C-99999')],
          [1, oneOf('', '%20', 'a%20b', '%00', 'x'.repeat(129), "C'--")],
        ).map((id) => `customerId=${id}`),
      ),
      maybe(often([3, oneOf('1', '3', '100')], [1, oddNumber]).map((limit) => `limit=${limit}`)),
    )
    .map((parts) => parts.flat()),
).map((query) => `/orders/history${query}`);

/** Requests to a moving route by its line of the table, good and bad, so that many meet a product in some version. */
const generators: Record<string, (skus: Skus) => Arbitrary<ParityRequest>> = {
  'GET /products': (skus) =>
    fc.record({ caller: mostly('nobody'), method: oneOf('GET'), target: lists(skus), headers: correlation }),
  'GET /products/{sku}': (skus) =>
    fc.record({
      caller: mostly('nobody'),
      method: oneOf('GET'),
      target: productPath(skus),
      headers: correlation,
    }),
  'PUT /products/{sku}': (skus) =>
    fc.record({
      caller: mostly('operator'),
      method: oneOf('PUT'),
      target: productPath(skus),
      headers: fc.tuple(contentType, correlation).map(([type, id]) => ({ ...type, ...id })),
      body: productBody(skus),
    }),
  'DELETE /products/{sku}': (skus) =>
    fc.record({
      caller: mostly('operator'),
      method: oneOf('DELETE'),
      target: fc
        .tuple(
          productPath(skus),
          queryOf(
            maybe(often([4, oneOf('1', '2', '3', '4')], [1, oddNumber]).map((value) => `version=${value}`)),
          ),
        )
        .map((parts) => parts.join('')),
      headers: correlation,
    }),
  'GET /orders/history': () =>
    fc.record({ caller: mostly('customer'), method: oneOf('GET'), target: histories, headers: correlation }),
};

/** More writes than reads make too few products; each read says what the writes before it left behind. */
const weights: Record<string, number> = { PUT: 4, GET: 3, DELETE: 1 };

/** The routes that move, by their lines, and between which two. */
export const movingRoutes = (table: RouteTable): { line: string; sides: readonly [string, string] }[] =>
  Object.entries(table).flatMap(([line, { movesBetween }]) =>
    movesBetween ? [{ line: line.replace(/\s+/, ' '), sides: movesBetween }] : [],
  );

/** A request to one of the routes and the sides that it goes to. Throws for a route that nobody wrote requests for. */
export interface Parcel {
  request: ParityRequest;
  line: string;
  sides: readonly [string, string];
}

/** `count` requests to all routes of a table that move. The same seed makes the same. */
export function parcels(
  table: RouteTable,
  skus: Skus,
  { seed, count }: { seed: number; count: number },
): Parcel[] {
  const choices = movingRoutes(table).map(({ line, sides }) => {
    const generator = generators[line];
    if (!generator)
      throw new Error(
        `Route "${line}" moves, but there are no requests for it: write some in commands/lib/parity.`,
      );
    const arbitrary = generator(skus).map((request) => ({ request, line, sides }));
    return { weight: weights[line.split(' ')[0] ?? ''] ?? 1, arbitrary };
  });
  if (choices.length === 0)
    throw new Error('No route of infra/routes.ts moves between two: there is nothing to compare.');
  return fc.sample(fc.oneof(...choices), { seed, numRuns: count });
}
