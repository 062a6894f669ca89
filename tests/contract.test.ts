import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ApiClient, ApiResponse } from '../commands/lib/api.ts';
import { expectStatus } from '../commands/lib/api.ts';
import { openApiDocument } from '../infra/openapi/document.ts';
import type { Route } from '../infra/patterns/route-table.ts';
import { routes } from '../infra/routes.ts';
import { Documented } from './lib/documented.ts';
import { anybody, customerOf, operator } from './lib/shop.ts';

type Routes = typeof routes;
type MovingLine = {
  [Line in keyof Routes]: Routes[Line] extends { movesBetween: unknown } ? Line : never;
}[keyof Routes];

/** What a side of a route has before the cases: a product in its second version, and one that a case may remove. */
interface Stage {
  sku: string;
  removable: string;
}

interface Case {
  name: string;
  /** @default the operator */
  by?: ApiClient;
  /** Behind the side door; parameters in the query string too. */
  path: (stage: Stage) => string;
  body?: unknown;
  headers?: Record<string, string>;
  status: number;
  /** Of the problem, and the paths of its fields where it names some. */
  code?: string;
  fields?: string[];
  /** Parts of the body. */
  shows?: (stage: Stage) => object;
  /** API Gateway refuses it, so that no side sees it. */
  refusedByGateway?: true;
}

const customerId = 'C-10009';
const customer = await customerOf(customerId);
const product = {
  name: 'Contract',
  description: '',
  category: 'tests',
  price: { amount: 1250, currency: 'EUR' },
};
const freshSku = () => `C-${randomUUID().slice(0, 12).toUpperCase()}`;
const onSku = ({ sku }: Stage) => `/products/${sku}`;
const onNew = () => `/products/${freshSku()}`;
const refused = (code: string, ...fields: string[]) => ({ code, ...(fields.length > 0 && { fields }) });

/** The same for both sides of a route: what it takes, and what it refuses. */
const cases: Record<MovingLine, Case[]> = {
  'GET    /products': [
    { name: 'a page', by: anybody, path: () => '/products?limit=2', status: 200 },
    { name: 'a page of the usual length', path: () => '/products', status: 200 },
    {
      name: 'the page after a SKU',
      path: ({ sku }) => `/products?limit=1&cursor=${Buffer.from(sku.slice(0, -1)).toString('base64url')}`,
      status: 200,
      shows: ({ sku }) => ({ items: [{ ...product, sku, version: 2 }] }),
    },
    ...['limit=0', 'limit=101', 'limit=1e1', 'limit=', 'cursor=x', 'cursor=', 'page=2'].map((query) => ({
      name: query,
      path: () => `/products?${query}`,
      status: 400,
      ...refused('invalid_request', `/${query.split('=')[0]}`),
    })),
  ],
  'GET    /products/{sku}': [
    {
      name: 'a product',
      by: anybody,
      path: onSku,
      status: 200,
      shows: ({ sku }) => ({ ...product, sku, version: 2 }),
    },
    { name: 'no such product', path: onNew, status: 404, ...refused('not_found') },
    ...['mug', 'MUG%20001', '%C3%84', '%00'].map((sku) => ({
      name: `what is no SKU: ${sku}`,
      path: () => `/products/${sku}`,
      status: 404,
      ...refused('not_found'),
    })),
  ],
  'PUT    /products/{sku}': [
    {
      name: 'a new product',
      path: onNew,
      body: product,
      status: 201,
      shows: () => ({ ...product, version: 1 }),
    },
    {
      name: 'a product as it was read',
      path: () => '/products/CONTRACT-1',
      body: { ...product, sku: 'CONTRACT-2' },
      status: 400,
      ...refused('invalid_request', '/sku'),
    },
    { name: 'a product that is there', path: onSku, body: product, status: 409, ...refused('stale_version') },
    {
      name: 'a stale version',
      path: onSku,
      body: { ...product, version: 1 },
      status: 409,
      ...refused('stale_version'),
    },
    {
      name: 'a version of nothing',
      path: onNew,
      body: { ...product, version: 1 },
      status: 409,
      ...refused('stale_version'),
    },
    {
      name: 'no object',
      path: onNew,
      body: '[]',
      status: 400,
      ...refused('malformed_json'),
      refusedByGateway: true,
    },
    {
      name: 'no JSON',
      path: onNew,
      body: '{"name":',
      status: 400,
      ...refused('malformed_json'),
      refusedByGateway: true,
    },
    {
      name: 'wrong fields',
      path: onNew,
      body: { name: ' ', description: 'a\u0000', price: { amount: 0.5, currency: 'USD' }, colour: 'red' },
      status: 400,
      ...refused(
        'invalid_request',
        '/category',
        '/colour',
        '/description',
        '/name',
        '/price/amount',
        '/price/currency',
      ),
    },
    {
      name: 'what is no SKU',
      path: () => '/products/mug',
      body: product,
      status: 400,
      ...refused('invalid_request', '/sku'),
    },
    {
      name: 'another media type',
      path: onNew,
      body: JSON.stringify(product),
      headers: { 'content-type': 'text/plain' },
      status: 415,
      ...refused('unsupported_media_type'),
    },
    {
      name: 'too much',
      path: onNew,
      body: { ...product, description: 'x'.repeat(70_000) },
      status: 413,
      ...refused('payload_too_large'),
    },
    { name: 'a customer', by: customer, path: onNew, body: product, status: 403, ...refused('forbidden') },
    {
      name: 'nobody',
      by: anybody,
      path: onNew,
      body: product,
      status: 401,
      ...refused('unauthorized'),
      refusedByGateway: true,
    },
  ],
  'DELETE /products/{sku}': [
    {
      name: 'a stale version',
      path: ({ sku }) => `/products/${sku}?version=1`,
      status: 409,
      ...refused('stale_version'),
    },
    { name: 'the right version', path: ({ removable }) => `/products/${removable}?version=1`, status: 204 },
    { name: 'a product that is gone', path: ({ removable }) => `/products/${removable}`, status: 204 },
    { name: 'a version of nothing', path: () => `${onNew()}?version=1`, status: 204 },
    ...['version=0', 'version=x', 'version=', 'force=true'].map((query) => ({
      name: query,
      path: (stage: Stage) => `${onSku(stage)}?${query}`,
      status: 400,
      ...refused('invalid_request', `/${query.split('=')[0]}`),
    })),
    {
      name: 'what is no SKU',
      path: () => '/products/mug',
      status: 400,
      ...refused('invalid_request', '/sku'),
    },
    { name: 'a customer', by: customer, path: onSku, status: 403, ...refused('forbidden') },
    {
      name: 'nobody',
      by: anybody,
      path: onSku,
      status: 401,
      ...refused('unauthorized'),
      refusedByGateway: true,
    },
  ],
  'GET    /orders/history': [
    { name: 'the own orders', by: customer, path: () => '/orders/history', status: 200 },
    { name: 'as many as asked for', by: customer, path: () => '/orders/history?limit=1', status: 200 },
    {
      name: 'those of the customer whom an operator names',
      path: () => `/orders/history?customerId=${customerId}`,
      status: 200,
    },
    {
      name: 'those of another customer',
      by: customer,
      path: () => '/orders/history?customerId=C-10001',
      status: 404,
      ...refused('not_found'),
    },
    ...['limit=0', 'limit=1e1', 'customerId=', 'customerId=a%20b', 'page=2'].map((query) => ({
      name: query,
      path: () => `/orders/history?${query}`,
      status: 400,
      ...refused('invalid_request', `/${query.split('=')[0]}`),
    })),
    {
      name: 'nobody',
      by: anybody,
      path: () => '/orders/history',
      status: 401,
      ...refused('unauthorized'),
      refusedByGateway: true,
    },
  ],
};

const documented = new Documented(openApiDocument(routes));
const moving = Object.entries(routes).filter(([, route]: [string, Route]) => route.movesBetween);

test('every route that moves has cases, good and bad', () => {
  expect(moving.map(([line]) => line).sort()).toEqual(Object.keys(cases).sort());
  for (const [line, each] of Object.entries(cases)) {
    const statuses = each.map(({ status }) => Math.floor(status / 100));
    expect(new Set(statuses), line).toEqual(new Set([2, 4]));
  }
});

describe.each(moving as [MovingLine, Route][])('%s', (line, { movesBetween }) => {
  const [method = '', path = ''] = line.split(/\s+/);

  describe.each(movesBetween ?? [])('as %s answers it', (side) => {
    const stage: Stage = { sku: freshSku(), removable: freshSku() };
    beforeAll(async () => {
      if (!path.startsWith('/products')) return;
      const put = async (sku: string, body: object) =>
        expectStatus(await operator.request('PUT', `/via/${side}/products/${sku}`, { body }), 200, 201);
      await put(stage.sku, product);
      await put(stage.sku, { ...product, version: 1 });
      await put(stage.removable, product);
    });

    test.each(cases[line])('$name: $status', async (each) => {
      const { by = operator, body, headers = {}, status, refusedByGateway } = each;
      const answer = await by.request(method, `/via/${side}${each.path(stage)}`, { body, headers });
      expect(summaryOf(answer)).toEqual({
        status,
        servedBy: refusedByGateway ? 'gateway' : side,
        code: each.code,
        ...(each.fields && { fields: each.fields }),
      });
      if (each.shows) expect(answer.body).toMatchObject(each.shows(stage));
      if (status === 201) expect(answer.headers.get('location')).toBe(`/products/${answer.body.sku}`);
      expect(documented.problemsOf(method, path, answer)).toEqual([]);
    });
  });
});

// biome-ignore lint/suspicious/noExplicitAny: whatever the API says
function summaryOf({ status, servedBy, body }: ApiResponse<any>) {
  const { code, errors } = typeof body === 'object' ? body : {};
  const paths: string[] | undefined = errors?.map(({ path }: { path: string }) => path);
  const fields = paths && [...new Set(paths)].sort();
  return { status, servedBy, code, ...(fields && { fields }) };
}
