import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiClient, ApiResponse } from '../commands/lib/api.ts';
import { findDeployment } from '../commands/lib/deployment.ts';
import { scaleLegacyApi } from '../commands/lib/stories/legacy-service.ts';
import { type LocalRun, startLocal } from '../local/start.ts';
import { copyChanged } from './lib/assembly-without.ts';
import { EditedSources } from './lib/edited-sources.ts';
import { orderRequest } from './lib/shop.ts';
import { type Shop, shopOf } from './lib/shop-of.ts';

/** A legacy API that is healthy for its load balancer and for nobody else. */
const badServer = `
import { createServer } from 'node:net';
const said = { '/health': 'HTTP/1.1 200 OK\\r\\ncontent-length: 0\\r\\nconnection: close\\r\\n\\r\\n' };
const garbage = 'Error: connect ECONNREFUSED 10.0.0.1:5432\\n    at postgres (/app/database.ts:1:1)\\r\\n\\r\\n';
const server = createServer((socket) => socket.on('error', () => {}).once('data', (request) => {
  const [, path] = String(request).split(' ');
  if (path.startsWith('/customers/slow')) return;
  if (path.startsWith('/customers/cut')) return socket.destroy();
  socket.end(said[path] ?? garbage);
}));
process.on('SIGTERM', () => process.exit());
server.listen(Number(process.env.PORT), process.env.HOST);
`;

interface Method {
  Type: string;
  Properties: { Integration?: { Type: string; TimeoutInMillis?: number } };
}

/** API Gateway waits 29 seconds for the legacy API; here half a one. */
function waitLess(methods: Method[]): void {
  for (const { Properties } of methods)
    if (Properties.Integration?.Type === 'HTTP_PROXY') Properties.Integration.TimeoutInMillis = 500;
}

const edited = new EditedSources({ 'legacy-api/server.ts': () => badServer });
const folder = mkdtempSync(join(tmpdir(), 'bad-legacy-'));
let run: LocalRun;
let shop: Shop;
let customer: ApiClient;
beforeAll(async () => {
  expect(await edited.synthesise()).toBe('');
  const assemblyDir = join(folder, 'assembly');
  copyChanged<Method>(edited.assembly, assemblyDir, waitLess);
  run = await startLocal({ assemblyDir });
  await run.healthy;
  shop = await shopOf(await findDeployment(run.url));
  customer = await shop.customerOf('C-10001');
}, 240_000);
afterAll(async () => {
  await run?.stop();
  edited.remove();
  rmSync(folder, { recursive: true });
});

/** What is behind must not show: addresses, stack frames, files, or how the HTTP parser found it wrong. */
function expectNothingInside({ body, headers }: ApiResponse<unknown>): void {
  const text = JSON.stringify([body, [...headers]]);
  expect(text).not.toMatch(
    /ECONN|10\.0\.0\.1|127\.0\.0\.1|postgres|\/app\/|\.ts\b|node:|Parse Error|socket/i,
  );
}

async function expectNewRoutesToWork(): Promise<void> {
  const sku = await shop.newProduct(3);
  expect(await shop.anybody.request('GET', `/products/${sku}`)).toMatchObject({ status: 200 });
  const headers = { 'idempotency-key': randomUUID() };
  const placed = await customer.request('POST', '/orders', { body: orderRequest(sku), headers });
  expect(placed).toMatchObject({ status: 202, servedBy: 'orders' });
}

describe('a legacy API', () => {
  test('that answers garbage is 502', async () => {
    const answer = await customer.request('GET', '/customers/garbage');
    expect(answer.status).toBe(502);
    expectNothingInside(answer);
  });

  test('that hangs up is 502', async () => {
    const answer = await customer.request('GET', '/customers/cut');
    expect(answer.status).toBe(502);
    expectNothingInside(answer);
  });

  test('that is slow is 504', async () => {
    const answer = await customer.request('GET', '/customers/slow');
    expect(answer).toMatchObject({ status: 504, servedBy: 'gateway', body: { code: 'timeout' } });
    expectNothingInside(answer);
  });

  test('that is all of this keeps no new route from working', expectNewRoutesToWork);

  test('that is down is 502 or 503, and the new routes still work', async () => {
    await scaleLegacyApi({ deployment: shop.deployment }, 0);
    const answer = await customer.request('GET', '/customers/C-10001');
    expect(answer.status).toBeOneOf([502, 503]);
    expectNothingInside(answer);
    await expectNewRoutesToWork();
  });
});
