import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { productTable } from '../catalog/product-table.ts';
import { type ApiCall, callApi, lambdaContext } from '../shared/testing/http.ts';
import { startLocalAws } from '../shared/testing/local-aws.ts';
import { catalogTable, ordersTable } from '../shared/testing/tables.ts';
import { hashOf, type OrderRequest, orderRequestSchema } from './order-request.ts';
import { knownSkus, orderBodies } from './testing/requests.ts';

let aws: Awaited<ReturnType<typeof startLocalAws>>;
let call: (request: ApiCall) => ReturnType<typeof callApi>;

beforeAll(async () => {
  vi.stubEnv('CATALOG_TABLE', catalogTable.TableName);
  vi.stubEnv('ORDERS_TABLE', ordersTable.TableName);
  vi.stubEnv('ORDER_HISTORY_TABLE', 'order-history');
  vi.stubEnv('PRICING_FUNCTION', 'pricing');
  vi.stubEnv('STATE_MACHINE_ARN', 'arn:aws:states:eu-central-1:000000000000:stateMachine:fulfilment');
  aws = await startLocalAws([catalogTable, ordersTable], {
    invoke: async (payload) => ({ payload: await pricing.handler(payload as never, lambdaContext()) }),
  });
  const pricing = await import('../pricing/price.handler.ts');
  const { handler } = await import('./api.handler.ts');
  call = (request) => callApi(handler, { ...request, caller: { id: 'C-10001', group: 'customer' } });
  for (const sku of knownSkus)
    await productTable(aws.documents, catalogTable.TableName).put(sku, {
      name: sku,
      description: '',
      category: 'Kitchen',
      price: { amount: 1250, currency: 'EUR' },
    });
});
afterAll(() => aws.stop());

const post = (body: unknown) =>
  call({ route: 'POST /orders', headers: { 'idempotency-key': randomUUID() }, body });

test('any request that fits the schema is priced and stored as it is, or refused for a reason; none breaks anything', async () => {
  const answers: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(orderBodies, async (body) => {
      const { status, body: answer } = await post(body);
      const outcome = answer.code ?? 'placed';
      answers[outcome] = (answers[outcome] ?? 0) + 1;
      expect(status === 400).toBe(!orderRequestSchema.safeParse(JSON.parse(JSON.stringify(body))).success);
      if (status !== 202) {
        expect(answer.code).toMatch(
          /^(invalid_request|unknown_sku|unknown_coupon|unsupported_destination|price_changed|order_too_large)$/,
        );
        return;
      }
      const { orderId } = answer;
      const stored = await call({ route: 'GET /orders/{orderId}', path: { orderId } });
      expect(stored).toMatchObject({ status: 200, body: answer });
      expect(answer.lines.map(({ sku, quantity }: Record<string, unknown>) => [sku, quantity])).toEqual(
        body.lines.map(({ sku, quantity }) => [sku, quantity]),
      );
    }),
    { numRuns: 300 },
  );
  // The bodies are worth something only when they reach every outcome.
  expect(Object.keys(answers)).toEqual(
    expect.arrayContaining(['placed', 'invalid_request', 'unknown_sku', 'price_changed']),
  );
});

/** The same JSON document with the fields of every object in another order. */
function shuffled(document: unknown): unknown {
  if (Array.isArray(document)) return document.map(shuffled);
  if (typeof document !== 'object' || document === null) return document;
  const fields = Object.entries(document).map(([name, value]) => [name, shuffled(value)]);
  return Object.fromEntries(fields.toReversed());
}

const requests = orderBodies.map((body) => orderRequestSchema.safeParse(body).data).filter((data) => !!data);

type Line = OrderRequest['lines'][number];
const withFirst = (request: OrderRequest, change: Partial<Line>) => ({
  ...request,
  lines: request.lines.with(0, { ...(request.lines[0] as Line), ...change }),
});

test('a request has the same hash with its fields in another order', () => {
  fc.assert(
    fc.property(requests, (request) => {
      expect(hashOf(orderRequestSchema.parse(shuffled(request)))).toBe(hashOf(request));
    }),
  );
});

test.each<[part: string, change: (one: OrderRequest, other: OrderRequest) => OrderRequest]>([
  ['lines', (one, { lines }) => ({ ...one, lines })],
  ['destination', (one, { shipTo }) => ({ ...one, shipTo })],
  ['coupon', (one, { coupon }) => ({ ...one, coupon })],
  ['first product', (one, { lines }) => withFirst(one, { sku: lines[0]?.sku as string })],
  ['first quantity', (one, { lines }) => withFirst(one, { quantity: lines[0]?.quantity as number })],
  [
    'first expected price',
    (one, { lines }) => withFirst(one, { expectedUnitPrice: lines[0]?.expectedUnitPrice }),
  ],
])('two requests have different hashes when they differ only in the %s', (_, change) => {
  fc.assert(
    fc.property(requests, requests, (one, other) => {
      const changed = change(one, other);
      const isSame = JSON.stringify(one) === JSON.stringify(changed);
      expect(hashOf(one) === hashOf(changed)).toBe(isSame);
    }),
    { numRuns: 300 },
  );
});
