import fc, { type Arbitrary } from 'fast-check';
import { endpointsOf } from '../../../infra/patterns/route-table.ts';
import { routes } from '../../../infra/routes.ts';
import { bodyNear } from './bodies.ts';
import {
  bookingDocument,
  customerId,
  orderDocument,
  productDocument,
  skus,
  stockDocument,
} from './documents.ts';
import { hostileHeaders, hostileQuery, hostileSegment, towardsFirst, traversal } from './hostile.ts';
import { type Caller, type FuzzRequest, framings, mark } from './request.ts';

const method = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.constantFrom(...'GET HEAD POST PUT DELETE OPTIONS PATCH TRACE PROPFIND'.split(' ')),
  },
  { weight: 1, arbitrary: fc.constantFrom('CONNECT', 'BREW', 'get') },
);

const caller: Arbitrary<Caller> = fc.oneof(
  { weight: 2, arbitrary: fc.constant('nobody' as const) },
  { weight: 4, arbitrary: fc.constant('customer' as const) },
  { weight: 3, arbitrary: fc.constant('operator' as const) },
  { weight: 1, arbitrary: fc.constant('forged' as const) },
);

const contentType: Arbitrary<[string, string][]> = fc.oneof(
  towardsFirst,
  { weight: 12, arbitrary: fc.constant<[string, string][]>([['content-type', 'application/json']]) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(
        ...[
          'application/json; charset=utf-16',
          'application/json;charset=utf-8',
          'APPLICATION/JSON',
          'text/plain',
        ],
        ...[
          'application/vnd.api+json',
          'application/x-www-form-urlencoded',
          'multipart/form-data; boundary=x',
        ],
        ...[
          'application/json, text/html',
          '',
          ';',
          '*/*',
          'application/octet-stream',
          'application/json\u{e9}',
        ],
      )
      .map((value): [string, string][] => [['content-type', value]]),
  },
  { weight: 1, arbitrary: fc.constant<[string, string][]>([]) },
);

const framing = fc.oneof(
  towardsFirst,
  { weight: 30, arbitrary: fc.constant('length' as const) },
  { weight: 6, arbitrary: fc.constant('chunked' as const) },
  { weight: 1, arbitrary: fc.constantFrom(...framings) },
);

const noBody = fc.constant(Buffer.alloc(0));

/** The parts of a request that are the same whatever its route. */
export const common = {
  headers: hostileHeaders,
  charset: fc.constantFrom('utf8' as const, 'latin1' as const),
  framing,
};

interface Shape {
  method: Arbitrary<string>;
  target: Arbitrary<string>;
  body: Arbitrary<Buffer>;
}

function requestOf({ method, target, body }: Shape): Arbitrary<FuzzRequest> {
  return fc
    .record({ ...common, caller, method, path: target, query: hostileQuery, type: contentType, body })
    .map(({ path, query, type, headers, ...rest }) => ({
      ...rest,
      target: path + query,
      headers: [...type, ['idempotency-key', mark], ...headers],
    }));
}

const parameters: Record<string, string[]> = {
  sku: [skus.write],
  orderId: [`ord_${'0'.repeat(32)}`, `ord_${'f'.repeat(32)}`],
  'proxy+': [
    `customers/${customerId}`,
    'customers/C-10001',
    'orders/history',
    'products',
    'health',
    'no/such/path',
  ],
};

/** A route's path with its parameters filled in, rightly or not. */
function pathOf(template: string): Arbitrary<string> {
  const segments = template
    .split('/')
    .slice(1)
    .map((segment) => {
      const values = parameters[segment.slice(1, -1)];
      if (!segment.startsWith('{') || !values) return fc.constant(segment);
      return fc.oneof(fc.constantFrom(...values), hostileSegment);
    });
  return fc.tuple(...segments).map((parts) => `/${parts.join('/')}`);
}

const documents: Record<string, object> = {
  'PUT /products/{sku}': productDocument,
  'PUT /stock/{sku}': stockDocument,
  'POST /orders': orderDocument,
  'ANY /shipments': bookingDocument,
};

const onRoutes = endpointsOf(routes).map(({ method: verb, path, ownPath }) => {
  const document = documents[`${verb} ${ownPath}`];
  const arbitrary = requestOf({
    method: verb === 'ANY' ? method : fc.constant(verb),
    target: pathOf(path),
    body: document
      ? bodyNear(document)
      : fc.oneof({ weight: 3, arbitrary: noBody }, { weight: 1, arbitrary: bodyNear(bookingDocument) }),
  });
  return { weight: document ? 5 : 2, arbitrary };
});

const elsewhere = requestOf({
  method,
  target: fc.oneof(
    traversal,
    hostileSegment.map((segment) => `/${segment}`),
  ),
  body: fc.oneof(noBody, bodyNear(bookingDocument)),
});

/** Requests to every route by every caller, with every method where a route takes any, and to paths that are none. */
export const httpRequests: Arbitrary<FuzzRequest> = fc.oneof(...onRoutes, {
  weight: 10,
  arbitrary: elsewhere,
});
