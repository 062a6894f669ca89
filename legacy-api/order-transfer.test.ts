import { describe, expect, test } from 'vitest';
import { toCursor } from './http/cursor.ts';
import { as, useLegacyServer } from './testing/legacy-server.ts';

const { call, connect } = useLegacyServer();

describe('the list of all past orders', () => {
  test('has each order once, as its customer sees it', async () => {
    const orders: { orderId: string; customerId: string }[] = [];
    let query = '?limit=100';
    while (query) {
      const { status, body } = await call('GET', `/transfer/orders${query}`);
      expect(status).toBe(200);
      orders.push(...body.items);
      query = body.nextCursor ? `?limit=100&cursor=${body.nextCursor}` : '';
    }
    const client = await connect();
    const { rows } = await client.query('SELECT order_id FROM orders');
    await client.end();
    expect(new Set(orders.map(({ orderId }) => orderId))).toEqual(
      new Set(rows.map(({ order_id }) => order_id)),
    );
    expect(orders).toHaveLength(rows.length);
    const { body: own } = await call('GET', '/orders/history', undefined, as.customer('C-10001'));
    expect(orders.filter(({ customerId }) => customerId === 'C-10001')).toEqual(own.items.toReversed());
  });

  const noOrderId = toCursor('\0');
  test.each(['limit=0', 'limit=101', 'cursor=L-100001', `cursor=${noOrderId}`, 'sort=placedAt'])(
    'refuses %s',
    async (query) => {
      expect(await call('GET', `/transfer/orders?${query}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request' },
      });
    },
  );
});

test('it is for operators only', async () => {
  expect(await call('GET', '/transfer/orders', undefined, {})).toMatchObject({ status: 401 });
  expect(await call('GET', '/transfer/orders', undefined, as.customer('C-10001'))).toMatchObject({
    status: 403,
  });
});
