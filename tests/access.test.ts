import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, inject, test, vi } from 'vitest';
import { accessToken } from '../commands/lib/access-token.ts';
import { type ApiClient, expectStatus } from '../commands/lib/api.ts';
import { signatureOf } from '../commands/lib/payment-event.ts';
import { type Endpoint, endpointsOf } from '../infra/patterns/route-table.ts';
import { routes } from '../infra/routes.ts';
import {
  anybody,
  customerOf,
  deployment,
  eventFor,
  ledgerSecret,
  newProduct,
  operator,
  orderRequest,
  placeOrder,
  secret,
  sendWebhook,
} from './lib/shop.ts';
import { signIn, worthlessHeaders } from './lib/tokens.ts';

const ownId = 'C-10007';
const own = await customerOf(ownId);
const tokens = await signIn(deployment, ownId);
const worthless = await worthlessHeaders(tokens);

/** Everybody who may try, and how a request of theirs is sent. */
const callers: Record<string, { client: ApiClient; headers?: Record<string, string> }> = {
  nobody: { client: anybody },
  customer: { client: own },
  'another customer': { client: await customerOf('C-10008') },
  operator: { client: operator },
  ...Object.fromEntries(
    Object.entries(worthless).map(([kind, authorization]) => [
      kind,
      { client: anybody, headers: { authorization } },
    ]),
  ),
};
const worthlessKinds = Object.keys(worthless);

/** What belongs to the customer: an order, shipped. */
const sku = await newProduct(100);
const product = { name: 'x', description: 'x', category: 'x', price: { amount: 1, currency: 'EUR' } };
const endpoints = endpointsOf(routes);
// Every side of the strangler has it, so that each door has something to show.
for (const { path } of endpoints.filter(({ line }) => line === 'PUT    /products/{sku}'))
  expectStatus(await operator.request('PUT', path.replace('{sku}', sku), { body: product }), 201, 409);
const order = await placeOrder(own, orderRequest(sku));
const payment = eventFor(order, 'succeeded');
const signature = signatureOf(payment, secret);
expectStatus(await sendWebhook(payment, signature), 202);
await vi.waitUntil(
  async () => (await own.request('GET', `/orders/${order.orderId}`)).body.status === 'COMPLETED',
  { timeout: 20_000 },
);

type Line = keyof typeof routes;
interface Sample {
  method?: string;
  path: () => string;
  body?: unknown;
  /** What who may call it gets. For `customer`: the customer, another one, an operator. */
  answers: number | [own: number, other: number, operator: number];
}

const freshSku = () => `A-${randomUUID().slice(0, 8).toUpperCase()}`;

/** A request for each line of the table, and for what the customer owns where something is owned. */
const samples: Record<Line, Sample> = {
  'GET    /products': { path: () => '/products?limit=1', answers: 200 },
  'GET    /products/{sku}': { path: () => `/products/${sku}`, answers: 200 },
  'PUT    /products/{sku}': { path: () => `/products/${freshSku()}`, body: product, answers: 201 },
  'DELETE /products/{sku}': { path: () => `/products/${freshSku()}`, answers: 204 },
  'GET    /stock/{sku}': { path: () => `/stock/${sku}`, answers: 200 },
  'PUT    /stock/{sku}': { path: () => `/stock/${sku}`, body: { available: 100 }, answers: 200 },
  'POST   /orders': { path: () => '/orders', body: orderRequest(sku), answers: [202, 202, 403] },
  'GET    /orders/{orderId}': { path: () => `/orders/${order.orderId}`, answers: [200, 404, 403] },
  'GET    /orders/history': {
    path: () => `/orders/history?customerId=${ownId}`,
    answers: [200, 404, 200],
  },
  'POST   /webhooks/payments': { path: () => '/webhooks/payments', body: {}, answers: 202 },
  'GET    /openapi.json': { path: () => '/openapi.json', answers: 200 },
  'GET    /docs': { path: () => '/docs', answers: 200 },
  'GET    /shipments/{orderId}': {
    path: () => `/shipments/${order.orderId}`,
    answers: [200, 404, 200],
  },
  'ANY    /shipments/{orderId}': {
    method: 'DELETE',
    path: () => `/shipments/${order.orderId}`,
    answers: 403,
  },
  'ANY    /shipments': { method: 'POST', path: () => '/shipments', body: {}, answers: 403 },
  'ANY    /': { method: 'GET', path: () => '/', answers: [404, 404, 404] },
  'ANY    /{proxy+}': { method: 'GET', path: () => `/customers/${ownId}`, answers: [200, 404, 200] },
};

/** The rules: who gets what from a line, by its access. */
function expected(access: string, answers: Sample['answers']): Record<string, number> {
  const [mine, other, operators] = Array.isArray(answers) ? answers : [answers, answers, answers];
  const of = (nobody: number, customer: number, another: number, operatorGets: number) => ({
    nobody,
    customer,
    'another customer': another,
    operator: operatorGets,
    ...Object.fromEntries(worthlessKinds.map((kind) => [kind, nobody])),
  });
  if (access === 'public') return of(mine, mine, mine, mine);
  if (access === 'customer') return of(401, mine, other, operators);
  if (access === 'operator') return of(401, 403, 403, mine);
  return of(403, 403, 403, 403);
}

/** What each caller gets at a route or at one of its side doors. */
async function statuses({ method, path, ownPath }: Endpoint, sample: Sample, as = sample.method ?? method) {
  const sideDoor = path.slice(0, path.length - ownPath.length);
  const answered: Record<string, number> = {};
  for (const [kind, { client, headers }] of Object.entries(callers)) {
    const request = { body: sample.body, headers: { 'idempotency-key': randomUUID(), ...headers } };
    answered[kind] = (await client.request(as, sideDoor + sample.path(), request)).status;
  }
  return answered;
}

const sampleOf = ({ line }: Endpoint) => samples[line as Line];

describe('who may call', () => {
  test.each(endpoints)('$method $path', async (endpoint) => {
    const sample = sampleOf(endpoint);
    expect(await statuses(endpoint, sample)).toEqual(expected(endpoint.access, sample.answers));
  });

  const places = [...new Map(endpoints.map((endpoint) => [endpoint.path, endpoint])).values()];
  /** Who may use a method of a path that no line names. */
  const accessOfOthers = (place: Endpoint) =>
    endpoints.find(({ method, path }) => method === 'ANY' && path === place.path)?.access ??
    routes['ANY    /{proxy+}'].access;

  test.each(places)(
    'a method that $path does not name: only who is signed in, and it is not there',
    async (place) => {
      const answered = await statuses(place, sampleOf(place), 'PATCH');
      const access = accessOfOthers(place);
      const allowed = access === 'refused' ? 403 : expect.toBeOneOf([404, 405]);
      expect(answered).toEqual(expected(access, allowed));
    },
  );

  test.each(places)('HEAD and OPTIONS of $path are such methods, also where GET is public', async (place) => {
    const { nobody } = expected(accessOfOthers(place), 0);
    for (const method of ['HEAD', 'OPTIONS']) {
      const path = place.path.replace(place.ownPath, sampleOf(place).path());
      expect(await anybody.request(method, path)).toMatchObject({ status: nobody, servedBy: 'gateway' });
    }
  });
});

describe('who calls cannot be forged', () => {
  test('by the headers in which the gateway tells the legacy API', async () => {
    const forged = { 'x-caller-id': 'C-10008', 'x-caller-groups': 'operator', 'X-Caller-Id': 'C-10008' };
    const seen = await own.request('GET', '/customers/C-10008', { headers: forged });
    expect(seen).toMatchObject({ status: 404, servedBy: 'legacy' });
    expect(await own.request('GET', `/customers/${ownId}`, { headers: forged })).toMatchObject({
      status: 200,
    });
    expect(await anybody.request('GET', '/customers/C-10008', { headers: forged })).toMatchObject({
      status: 401,
    });
  });

  test('and a booking is refused however its path is written', async () => {
    for (const path of ['/shipments/', '/%73hipments', '//shipments', '/x/../shipments'])
      expect((await own.request('POST', path, { body: {} })).status).toBeOneOf([400, 403, 404, 405]);
  });
});

test('no token, secret or signature of the run is in any log', async () => {
  const marker = `logged-${randomUUID()}`;
  await own.request('GET', `/customers/${ownId}`, { headers: { 'x-correlation-id': marker } });
  await expect.poll(() => readFile(inject('logFile'), 'utf8')).toContain(marker);
  const log = await readFile(inject('logFile'), 'utf8');
  const access = await accessToken(deployment, 'operator');
  const { password = '' } = await ledgerSecret();
  const forged = Object.values(worthless).flatMap((header) => header.split(' ')[1] || []);
  const secrets = { ...tokens, operator: access, forged, secret, password, signature };
  for (const value of Object.values(secrets).flat()) expect(log.includes(value)).toBe(false);
  // Nor those of other tests: tokens, signing secrets, signatures, addresses.
  expect(log).not.toMatch(/eyJ[\w-]+\.eyJ|whsec_|v1=[0-9a-f]{64}|@example\.com/);
});
