import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { type ApiResponse, expectStatus } from '../commands/lib/api.ts';
import { openApiFile } from '../commands/openapi.ts';
import type { OpenApiDocument } from '../infra/openapi/document.ts';
import { Documented } from './lib/documented.ts';
import {
  anybody,
  customerOf,
  eventFor,
  newProduct,
  operator,
  orderRequest,
  placeOrder,
  sendWebhook,
} from './lib/shop.ts';

const customerId = 'C-10010';
const customer = await customerOf(customerId);
const served = await anybody.request<OpenApiDocument>('GET', '/openapi.json');
const documented = new Documented(served.body);

const sku = await newProduct(10);
const order = await placeOrder(customer, orderRequest(sku));
expectStatus(await sendWebhook(eventFor(order, 'succeeded')), 202);

type Answers = ApiResponse<unknown>[];
const get = (client: typeof customer, ...paths: string[]): Promise<Answers> =>
  Promise.all(paths.map((path) => client.request('GET', path)));

/** Real answers of every operation, good ones first; contract.test.ts has those of both sides of what moves. */
const answers: Record<string, () => Promise<Answers>> = {
  'GET /products': () => get(anybody, '/products', '/products?limit=0'),
  'GET /products/{sku}': () => get(anybody, `/products/${sku}`, '/products/NO-SUCH'),
  'PUT /products/{sku}': async () => [
    await operator.request('PUT', `/products/${sku}`, {
      body: { name: 'x', description: '', category: 'x', price: { amount: 1, currency: 'EUR' }, version: 1 },
    }),
    await customer.request('PUT', `/products/${sku}`, { body: {} }),
  ],
  'DELETE /products/{sku}': async () => [
    await operator.request('DELETE', '/products/NO-SUCH'),
    await anybody.request('DELETE', '/products/NO-SUCH'),
  ],
  'GET /stock/{sku}': () => get(operator, `/stock/${sku}`, '/stock/NO-SUCH'),
  'PUT /stock/{sku}': async () => [
    await operator.request('PUT', `/stock/${sku}`, { body: { available: 10 } }),
    await operator.request('PUT', `/stock/${sku}`, {
      body: { available: 1 },
      headers: { 'if-none-match': '*' },
    }),
    await operator.request('PUT', `/stock/${sku}`, { body: { available: -1 } }),
  ],
  'POST /orders': async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = orderRequest(sku);
    const cheaper = { sku, quantity: 1, expectedUnitPrice: { amount: 999, currency: 'EUR' } };
    return [
      await customer.request('POST', '/orders', { body, headers }),
      await customer.request('POST', '/orders', { body: { ...body, coupon: 'WELCOME10' }, headers }),
      await customer.request('POST', '/orders', { body }),
      await customer.request('POST', '/orders', {
        body: { ...body, lines: [cheaper] },
        headers: { 'idempotency-key': randomUUID() },
      }),
    ];
  },
  'GET /orders/{orderId}': () => get(customer, `/orders/${order.orderId}`, '/orders/unknown'),
  'GET /orders/history': () =>
    get(customer, '/orders/history', '/orders/history?customerId=C-10001', '/orders/history?limit=x'),
  'POST /webhooks/payments': async () => [
    await sendWebhook(eventFor(order, 'succeeded')),
    await sendWebhook(JSON.stringify({ filler: 'x'.repeat(800 * 1024) })),
  ],
  'GET /openapi.json': () => get(anybody, '/openapi.json'),
  'GET /docs': () => get(anybody, '/docs'),
  'GET /shipments/{orderId}': async () => {
    const shipment = () => customer.request('GET', `/shipments/${order.orderId}`);
    await vi.waitUntil(async () => (await shipment()).status === 200, { timeout: 20_000 });
    return [await shipment(), await operator.request('GET', '/shipments/unknown')];
  },
  'GET /transfer/orders': () => get(operator, '/transfer/orders?limit=2', '/transfer/orders?limit=0'),
  'POST /transfer/products': async () => {
    const product = await operator.request<object>('GET', `/products/${sku}`);
    return [
      await operator.request('POST', '/transfer/products', { body: product.body }),
      await operator.request('POST', '/transfer/products', { body: {} }),
      await customer.request('POST', '/transfer/products', { body: product.body }),
    ];
  },
  'GET /health': () => get(customer, '/health'),
  'GET /customers/{customerId}': () => get(customer, `/customers/${customerId}`, '/customers/C-10001'),
};

const operations = Object.entries(served.body.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
);

test('the running system answers with its document, to programs and to people', async () => {
  expect(served).toMatchObject({ status: 200, servedBy: 'gateway' });
  expect(served.headers.get('content-type')).toBe('application/json');
  expect(served.body).toEqual(JSON.parse(await readFile(openApiFile, 'utf8')));
  const page = await anybody.request<string>('GET', '/docs');
  expect(page).toMatchObject({ status: 200, servedBy: 'gateway' });
  expect(page.headers.get('content-type')).toBe('text/html');
  expect(page.body).toContain('<code>/products/{sku}</code>');
});

test('every operation of the document is tried', () => {
  expect(Object.keys(answers).sort()).toEqual(operations.sort());
});

test.each(operations)('%s answers as the document says', async (operation) => {
  const [method = '', path = ''] = operation.split(' ');
  const [good, ...others] = (await answers[operation]?.()) ?? [];
  expect(good?.status, JSON.stringify(good?.body)).toBeLessThan(300);
  for (const bad of others) expect(bad.status).toBeGreaterThan(299);
  for (const answer of [good, ...others])
    expect(answer && documented.problemsOf(method, path, answer), `${answer?.status}`).toEqual([]);
});

test('an answer that is not as the document says is found out', async () => {
  const answer = await anybody.request<{ name: string }>('GET', `/products/${sku}`);
  const problems = (change: object) =>
    documented.problemsOf('GET', '/products/{sku}', { ...answer, ...change });
  expect(problems({})).toEqual([]);
  const { name: _, ...nameless } = answer.body;
  expect(problems({ body: nameless })).toEqual(["body: must have required property 'name'"]);
  expect(problems({ body: { ...answer.body, listing: 'all' } })).toEqual([
    'body: must NOT have additional properties',
  ]);
  expect(problems({ status: 302 })[0]).toContain('302 is not among');
  const headers = new Headers(answer.headers);
  headers.set('x-served-by', 'somebody');
  headers.set('retry-after', '1');
  expect(problems({ headers })).toEqual([
    'header retry-after is not in the document',
    'x-served-by: must be equal to one of the allowed values',
  ]);
  headers.delete('x-served-by');
  expect(problems({ headers })).toContain('header x-served-by is missing');
});
