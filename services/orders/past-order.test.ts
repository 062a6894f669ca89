import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type ApiCall, callApi } from '../shared/testing/http.ts';
import { startLocalAws } from '../shared/testing/local-aws.ts';
import { orderHistoryTable, ordersTable } from '../shared/testing/tables.ts';
import { importPastOrders, type PastOrder } from './import.ts';
import { aPastOrder } from './testing/orders.ts';

let aws: Awaited<ReturnType<typeof startLocalAws>>;
let call: (request: ApiCall) => ReturnType<typeof callApi>;

/** In the order in which they were placed. */
const ofAda: PastOrder[] = Array.from({ length: 23 }, (_, index) =>
  aPastOrder({
    customerId: 'C-10001',
    orderId: `L-1000${String(index).padStart(2, '0')}`,
    placedAt: new Date(Date.UTC(2024, 0, 1 + Math.floor(index / 2))).toISOString(),
  }),
);

beforeAll(async () => {
  aws = await startLocalAws([ordersTable, orderHistoryTable]);
  vi.stubEnv('ORDERS_TABLE', ordersTable.TableName);
  vi.stubEnv('ORDER_HISTORY_TABLE', orderHistoryTable.TableName);
  vi.stubEnv('PRICING_FUNCTION', 'pricing');
  vi.stubEnv('STATE_MACHINE_ARN', 'arn:aws:states:eu-central-1:000000000000:stateMachine:fulfilment');
  const { handler } = await import('./api.handler.ts');
  call = (request) => callApi(handler, request);
  await importPastOrders(aws.documents, orderHistoryTable.TableName, ofAda);
});
afterAll(() => aws.stop());

const ada = { id: 'C-10001', group: 'customer' } as const;
const grace = { id: 'C-10002', group: 'customer' } as const;
const operator = { id: 'operator', group: 'operator' } as const;
const history = (caller: ApiCall['caller'], query?: Record<string, string>) =>
  call({ route: 'GET /orders/history', query, caller });

describe('the history of a customer', () => {
  test('has the newest 20 orders, the latest first, each as it was placed', async () => {
    const { status, headers, body } = await history(ada);
    expect([status, headers['x-served-by']]).toEqual([200, 'orders']);
    expect(body).toEqual({ items: ofAda.toReversed().slice(0, 20) });
  });

  test.each([1, 22, 100])('has at most %i when so many are asked for', async (limit) => {
    const { body } = await history(ada, { limit: String(limit) });
    expect(body.items).toEqual(ofAda.toReversed().slice(0, limit));
  });

  test('is empty for whoever has never ordered', async () => {
    expect(await history(grace)).toMatchObject({ status: 200, body: { items: [] } });
  });

  test('is shown to operators, and to nobody else', async () => {
    const query = { customerId: ada.id };
    expect((await history(operator, query)).body.items).toHaveLength(20);
    expect(await history(grace, query)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await history(undefined, query)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  test.each([
    [{ limit: '0' }, '/limit'],
    [{ limit: '101' }, '/limit'],
    [{ limit: '1.5' }, '/limit'],
    [{ customerId: '' }, '/customerId'],
    [{ customerId: 'two words' }, '/customerId'],
    [{ page: '2' }, '/page'],
  ])('is refused for %j', async (query, path) => {
    expect(await history(operator, query)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ path }] },
    });
  });
});
