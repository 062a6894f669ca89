import { describe, expect, test } from 'vitest';
import { as, useLegacyServer } from './testing/legacy-server.ts';

const { call, send } = useLegacyServer();

const get = (path: string, caller: object = {}) => call('GET', path, undefined, caller);

test('the server is healthy, and ready while its database answers', async () => {
  expect(await get('/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
  expect(await get('/ready', as.operator)).toMatchObject({ status: 403 });
  expect(await get('/health')).toEqual({ status: 200, body: { status: 'healthy' } });
  expect((await send('GET', '/health')).headers.get('x-served-by')).toBe('legacy');
});

describe('GET /customers/{customerId}', () => {
  test('answers the customer', async () => {
    const { status, body } = await get('/customers/C-10001', as.customer('C-10001'));
    expect(status).toBe(200);
    expect(body).toEqual({
      customerId: 'C-10001',
      name: 'Hannah Carvalho',
      email: 'hannah.carvalho.10001@example.com',
      address: { street: 'Skovvej 98', city: 'Aarhus', postalCode: '8230', country: 'DK' },
      since: '2022-05-02',
    });
  });

  test.each(['C-99999', '%00', "C-10001'--", 'x'.repeat(500)])('answers 404 to %s', async (id) => {
    expect(await get(`/customers/${id}`, as.operator)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });

  test('answers 404 to another customer, as if there was none', async () => {
    const [other, nobody] = [
      await get('/customers/C-10002', as.customer('C-10001')),
      await get('/customers/C-99999', as.customer('C-10001')),
    ];
    expect([other.status, other.body]).toEqual([404, nobody.body]);
  });

  test.each<Record<string, string>>([
    {},
    { 'x-caller-groups': 'operator' },
    { 'x-caller-id': 'C-10001, C-10002' },
    { 'x-caller-id': '' },
  ])('answers 401 when the caller is %o', async (headers) => {
    expect(await get('/customers/C-10001', headers)).toMatchObject({
      status: 401,
      body: { code: 'unauthorized' },
    });
  });

  test.each(['operator', 'customer,operator', '[customer operator]', '[customer, operator]'])(
    'answers an operator, whose groups are %s',
    async (groups) => {
      const headers = { 'x-caller-id': 'anna', 'x-caller-groups': groups };
      expect(await get('/customers/C-10001', headers)).toMatchObject({ status: 200 });
    },
  );

  test.each(['operators', 'customer', ''])('does not take the group %s for operators', async (groups) => {
    const headers = { 'x-caller-id': 'anna', 'x-caller-groups': groups };
    expect(await get('/customers/C-10001', headers)).toMatchObject({ status: 404 });
  });
});

describe('GET /orders/history', () => {
  test('answers the orders of a customer, newest first', async () => {
    const { status, body } = await get('/orders/history', as.customer('C-10001'));
    expect(status).toBe(200);
    expect(body.items.length).toBeGreaterThanOrEqual(2);
    for (const order of body.items) expect(order.customerId).toBe('C-10001');
    const times: number[] = body.items.map(({ placedAt }: { placedAt: string }) => Date.parse(placedAt));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  test('adds up the lines of an order', async () => {
    const { body } = await get('/orders/history?customerId=C-10003&limit=1', as.operator);
    const [order] = body.items;
    expect(order).toEqual({
      orderId: expect.stringMatching(/^L-\d{6}$/),
      customerId: 'C-10003',
      status: expect.stringMatching(/^(COMPLETED|CANCELLED|REFUNDED)$/),
      placedAt: expect.stringMatching(/^20\d\d-.*Z$/),
      lines: expect.any(Array),
      total: { amount: expect.any(Number), currency: 'EUR' },
    });
    let total = 0;
    for (const { quantity, unitPrice, lineTotal } of order.lines) {
      expect(lineTotal).toEqual({ amount: quantity * unitPrice.amount, currency: 'EUR' });
      total += lineTotal.amount;
    }
    expect(order.total.amount).toBe(total);
  });

  test('of another customer is not there, whether that one exists or not', async () => {
    for (const id of ['C-10002', 'C-99999'])
      expect(await get(`/orders/history?customerId=${id}`, as.customer('C-10001'))).toMatchObject({
        status: 404,
        body: { code: 'not_found', detail: 'You see no customer with this id.' },
      });
  });

  test('needs a caller', async () => {
    expect(await get('/orders/history?customerId=C-10001')).toMatchObject({ status: 401 });
  });

  test('answers no more than the limit', async () => {
    const { body } = await get('/orders/history?limit=1', as.customer('C-10001'));
    expect(body.items).toHaveLength(1);
  });

  test('takes limits up to 100', async () => {
    expect((await get('/orders/history?limit=100', as.customer('C-10001'))).status).toBe(200);
  });

  test('answers an empty list for who never ordered', async () => {
    expect(await get('/orders/history', as.customer('C-99999'))).toMatchObject({
      status: 200,
      body: { items: [] },
    });
  });

  test.each([
    ['?customerId=', '/customerId'],
    ['?customerId=%00', '/customerId'],
    ['?customerId=C-10001&limit=0', '/limit'],
    ['?customerId=C-10001&limit=101', '/limit'],
    ['?customerId=C-10001&limit=ten', '/limit'],
    ['?customerId=C-10001&page=2', '/page'],
  ])('with %s is refused for %s', async (query, path) => {
    expect(await get(`/orders/history${query}`, as.customer('C-10001'))).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ path }] },
    });
  });
});
