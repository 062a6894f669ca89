import { json } from 'node:stream/consumers';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Deployment } from '../commands/lib/deployment.ts';
import { UserPools } from '../local/cognito/user-pools.ts';
import { jsonProtocol } from '../local/endpoint/json-protocol.ts';
import { AwsEndpoint, type EndpointRoute } from '../local/endpoint/server.ts';
import { Customers } from './waiting-orders.ts';

interface Call {
  /** `METHOD /path` */
  route: string;
  /** The group of who called. */
  by: unknown;
  key: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it looks at
  body: any;
}

/** What the API was asked, and the statuses that each order has gone through. */
let calls: Call[];
let timelines: Map<string, string[]>;
/** What happens to an order while it is looked at. */
let onLook: (orderId: string, timeline: string[]) => void;
let endpoint: AwsEndpoint;
let customers: Customers;

const signal = new AbortController().signal;
const at = '2026-11-24T10:00:01.000Z';
const callsTo = (pattern: RegExp) => calls.filter(({ route }) => pattern.test(route));

const api: EndpointRoute = {
  matches: ({ url = '' }) => /^\/(orders|products|stock)/.test(url),
  async handle(request, response) {
    const { method, url = '', headers } = request;
    const claims = decodeJwt((headers.authorization ?? '').replace('Bearer ', ''));
    calls.push({
      route: `${method} ${url}`,
      by: (claims['cognito:groups'] as string[])[0],
      key: headers['idempotency-key']?.toString(),
      body: method === 'GET' ? undefined : await json(request),
    });
    const [, collection, id = `order-${timelines.size}`] = url.split('/');
    response.setHeader('content-type', 'application/json');
    if (collection !== 'orders') {
      response.writeHead(collection === 'products' ? 409 : 200).end('{}');
      return;
    }
    const timeline = timelines.get(id) ?? [];
    timelines.set(id, timeline);
    if (method === 'GET') onLook(id, timeline);
    response.writeHead(method === 'POST' ? 202 : 200).end(
      JSON.stringify({
        orderId: id,
        ...{ status: timeline.at(-1) ?? 'PENDING', total: { amount: 4490, currency: 'EUR' } },
        timeline: timeline.map((status) => ({ status, at })),
      }),
    );
  },
};

beforeEach(async () => {
  [calls, timelines] = [[], new Map()];
  onLook = (_, timeline) => timeline.push(timeline.length === 0 ? 'RESERVED' : 'AWAITING_PAYMENT');
  const userPools = new UserPools({ region: 'us-east-1' });
  userPools.create('pool');
  const pool = userPools.find('pool');
  for (const group of ['customer', 'operator']) pool.addGroup(group);
  pool.addClient({
    ...{ clientId: 'client', explicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'] },
    ...{ preventUserExistenceErrors: true, accessTokenSeconds: 60, idTokenSeconds: 60 },
  });
  endpoint = await AwsEndpoint.listen(() => undefined);
  endpoint.serve(api, jsonProtocol([userPools.service()]));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const deployment: Deployment = {
    url: endpoint.url,
    clientConfig: { region: 'us-east-1', endpoint: endpoint.url, credentials },
    outputs: { UserPoolId: 'pool', UserPoolClientId: 'client' },
  };
  customers = await Customers.signIn(deployment);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await endpoint.stop();
});

describe('orders that wait', () => {
  test('are placed by a customer, each with a key of its own, and all of them await their payment', async () => {
    const placed: number[] = [];
    const orders = await customers.placeOrders(40, signal, (count) => placed.push(count));
    expect(new Set(orders.map(({ orderId }) => orderId)).size).toBe(40);
    for (const order of orders) expect(order).toMatchObject({ amount: 4490, currency: 'EUR' });
    const posts = callsTo(/^POST \/orders$/);
    expect(posts).toHaveLength(40);
    expect(new Set(posts.map(({ key }) => key)).size).toBe(40);
    expect(new Set(posts.map(({ by }) => by))).toEqual(new Set(['customer']));
    for (const timeline of timelines.values()) expect(timeline.at(-1)).toBe('AWAITING_PAYMENT');
    expect(placed).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  test('have enough stock of every product that they are of', async () => {
    await customers.placeOrders(40, signal, () => {});
    const stocked = callsTo(/^PUT \/stock\//);
    const skus = new Set(stocked.map(({ route }) => route.replace('PUT /stock/', '')));
    expect(new Set(stocked.map(({ by }) => by))).toEqual(new Set(['operator']));
    for (const { body } of stocked) expect(body.available).toBeGreaterThanOrEqual(40);
    const ordered = new Set(callsTo(/^POST \/orders$/).map(({ body }) => body.lines[0].sku));
    expect(ordered).toEqual(skus);
  });

  test('are placed no further when the run is ended', async () => {
    const over = new AbortController();
    const placing = customers.placeOrders(500, over.signal, () => over.abort());
    await expect(placing).rejects.toThrow(/aborted/);
    expect(callsTo(/^POST \/orders$/).length).toBeLessThan(20);
  });
});

describe('the outcome of orders', () => {
  const waiting = (...ids: string[]) => ids.map((orderId) => ({ orderId, amount: 4490, currency: 'EUR' }));
  const paid = ['RESERVED', 'AWAITING_PAYMENT', 'PAID'];

  test('is that an order was woken when it is paid, at the time of that', async () => {
    onLook = (_, timeline) => timeline.push(paid[timeline.length] ?? 'COMPLETED');
    const { wokenAt, twice } = await customers.outcomes(waiting('a', 'b'), signal);
    expect(wokenAt).toEqual([Date.parse(at), Date.parse(at)]);
    expect(twice).toBe(0);
  });

  test('is that an order went twice through a status', async () => {
    timelines.set('a', [...paid, 'PAID']);
    timelines.set('b', paid);
    onLook = () => {};
    expect(await customers.outcomes(waiting('a', 'b'), signal)).toMatchObject({
      wokenAt: { length: 2 },
      twice: 1,
    });
  });

  test('is nothing when an order has not been woken for a minute', async () => {
    const now = vi.spyOn(Date, 'now');
    timelines.set('b', paid);
    onLook = (id) => {
      if (id === 'a' && callsTo(/orders\/a$/).length === 3) now.mockReturnValue(Date.now() + 61_000);
    };
    const { wokenAt, twice } = await customers.outcomes(waiting('a', 'b'), signal);
    expect(wokenAt).toHaveLength(1);
    expect(twice).toBe(0);
    expect(callsTo(/orders\/a$/)).toHaveLength(3);
  });
});
