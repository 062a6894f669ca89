import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  as,
  type LegacyServer,
  startDatabase,
  startServer,
  type TestDatabase,
} from './testing/legacy-server.ts';

let database: TestDatabase;
let server: LegacyServer;
beforeAll(async () => {
  database = await startDatabase();
  server = await startServer(database.environment);
});
afterAll(async () => {
  await server.stop();
  await database.stop();
});

const booking = {
  orderId: '01K8ORDER',
  customerId: 'C-10001',
  lines: [
    { sku: 'MUG-001', quantity: 2 },
    { sku: 'LAMP-001', quantity: 1 },
  ],
  shipTo: { country: 'DE', postalCode: '10115' },
};

async function book(body: unknown, caller: object = as.internal) {
  const response = await fetch(`${server.url}/shipments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...caller },
    body: JSON.stringify(body),
  });
  const answer = JSON.parse(await response.text());
  return { status: response.status, body: answer, location: response.headers.get('location') };
}

async function find(orderId: string, caller: Record<string, string> = as.customer('C-10001')) {
  const response = await fetch(`${server.url}/shipments/${orderId}`, { headers: caller });
  return { status: response.status, body: await response.json() };
}

describe('a shipment', () => {
  test('is booked once and found by its order', async () => {
    const first = await book(booking);
    expect(first).toEqual({
      status: 201,
      location: '/shipments/01K8ORDER',
      body: {
        ...booking,
        shipmentId: expect.stringMatching(/^S-\d+$/),
        status: 'booked',
        carrier: 'parcel-domestic',
        trackingNumber: expect.stringMatching(/^CP\d{9}DE$/),
        bookedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      },
    });
    expect(await book(booking)).toEqual({ status: 200, location: null, body: first.body });
    expect(await find('01K8ORDER')).toEqual({ status: 200, body: first.body });
  });

  test('is booked once when the same request comes five times at once', async () => {
    const request = { ...booking, orderId: 'at-once' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => book(request)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    expect(new Set(answers.map(({ body }) => body.shipmentId)).size).toBe(1);
  });

  test.each([
    { customerId: 'C-10002' },
    { lines: [{ sku: 'MUG-001', quantity: 3 }] },
    { shipTo: { country: 'DE', postalCode: '10117' } },
  ])('stays as it was booked when the order comes again with %j', async (change) => {
    const request = { ...booking, orderId: 'stays' };
    await book(request);
    expect(await book({ ...request, ...change })).toMatchObject({
      status: 409,
      body: { code: 'shipment_differs', detail: expect.stringContaining('/shipments/stays') },
    });
    expect((await find('stays')).body).toMatchObject(request);
  });

  test('is seen by its customer and by operators; for others there is none', async () => {
    await book({ ...booking, orderId: 'seen', customerId: 'ada.l+shop@example.com' });
    expect(await find('seen', as.customer('ada.l+shop@example.com'))).toMatchObject({ status: 200 });
    expect(await find('seen', as.operator)).toMatchObject({ status: 200 });
    const other = await find('seen', as.customer('C-10002'));
    expect(other).toMatchObject({ status: 404 });
    expect(other.body).toEqual((await find('nowhere', as.customer('C-10002'))).body);
    expect(await find('seen', {})).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
  });

  test.each([as.customer('C-10001'), as.operator, { 'x-caller-id': '' }])(
    'is not booked for %o, who came through the public API',
    async (caller) => {
      const refused = await book({ ...booking, orderId: 'outside' }, caller);
      expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      expect(await find('outside')).toMatchObject({ status: 404 });
    },
  );

  test('that nobody booked is not found', async () => {
    expect(await find('nowhere')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await find('%00')).toMatchObject({ status: 404 });
  });
});

describe('a booking', () => {
  test.each([
    [{ orderId: '' }, '/orderId'],
    [{ orderId: 'a/b' }, '/orderId'],
    [{ customerId: 7 }, '/customerId'],
    [{ customerId: 'two words' }, '/customerId'],
    [{ lines: [] }, '/lines'],
    [{ lines: [{ sku: 'mug', quantity: 1 }] }, '/lines/0/sku'],
    [{ lines: [{ sku: 'MUG-001', quantity: 0 }] }, '/lines/0/quantity'],
    [{ lines: [{ sku: 'MUG-001', quantity: 1, price: 1 }] }, '/lines/0/price'],
    [{ shipTo: { country: 'de', postalCode: '1' } }, '/shipTo/country'],
    [{ shipTo: { country: 'DE' } }, '/shipTo/postalCode'],
    [{ shipTo: { country: 'DE', postalCode: '1\u0000' } }, '/shipTo/postalCode'],
    [{ carrier: 'mine' }, '/carrier'],
  ])('with %j is refused for %s', async (change, path) => {
    expect(await book({ ...booking, ...change })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ path }] },
    });
  });

  test('that is no object is refused', async () => {
    expect(await book(null)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});
