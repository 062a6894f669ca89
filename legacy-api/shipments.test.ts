import { describe, expect, test } from 'vitest';
import { as, useLegacyServer } from './testing/legacy-server.ts';

const { call, connect, send } = useLegacyServer();

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
  const response = await send('POST', '/shipments', body, caller);
  const answer = JSON.parse(await response.text());
  return { status: response.status, body: answer, location: response.headers.get('location') };
}

const find = (orderId: string, caller: object = as.customer('C-10001')) =>
  call('GET', `/shipments/${orderId}`, undefined, caller);

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

const cancel = (orderId: string, caller: object = as.internal) =>
  call('DELETE', `/shipments/${orderId}`, undefined, caller);

describe('a cancellation', () => {
  const refused = { status: 409, body: { code: 'shipment_cancelled' } };

  test('cancels the shipment, once, and customers see it', async () => {
    const request = { ...booking, orderId: 'cancelled' };
    const booked = await book(request);
    const first = await cancel('cancelled');
    expect(first).toEqual({
      status: 200,
      body: { ...booked.body, status: 'cancelled', cancelledAt: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
    expect(await cancel('cancelled')).toEqual(first);
    expect(await find('cancelled')).toEqual(first);
  });

  test('before a booking leaves a mark: the booking that comes late is refused, and there is no shipment', async () => {
    const marked = await cancel('too-early');
    expect(marked).toEqual({
      status: 200,
      body: { orderId: 'too-early', status: 'cancelled', cancelledAt: expect.any(String) },
    });
    expect(await book({ ...booking, orderId: 'too-early' })).toMatchObject(refused);
    expect(await cancel('too-early')).toEqual(marked);
    expect(await find('too-early', as.operator)).toMatchObject({ status: 404 });
  });

  test('is final: the same booking repeated after it is refused', async () => {
    await book({ ...booking, orderId: 'final' });
    await cancel('final');
    expect(await book({ ...booking, orderId: 'final' })).toMatchObject(refused);
    expect((await find('final')).body).toMatchObject({ status: 'cancelled' });
  });

  test('wins over bookings that come at the same time, whichever is first', async () => {
    const orderIds = Array.from({ length: 12 }, (_, i) => `race-${i}`);
    await Promise.all(
      orderIds.map(async (orderId) => {
        const [booked, cancelled] = await Promise.all([book({ ...booking, orderId }), cancel(orderId)]);
        expect([201, 409]).toContain(booked.status);
        expect(cancelled).toMatchObject({ status: 200, body: { orderId, status: 'cancelled' } });
        const isBooked = booked.status === 201;
        expect(await find(orderId)).toMatchObject(
          isBooked ? { body: { status: 'cancelled', shipmentId: booked.body.shipmentId } } : { status: 404 },
        );
      }),
    );
  });

  test.each([as.customer('C-10001'), as.operator, { 'x-caller-id': '' }])(
    'is not taken from %o, who came through the public API',
    async (caller) => {
      await book({ ...booking, orderId: 'kept' });
      expect(await cancel('kept', caller)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      expect(await find('kept')).toMatchObject({ body: { status: 'booked' } });
    },
  );

  test('of what can be no order is refused', async () => {
    expect(await cancel('%00')).toMatchObject({ status: 400, body: { errors: [{ path: '/orderId' }] } });
  });

  test('leaves nothing half booked: the database takes a whole booking or a mark', async () => {
    const client = await connect();
    const half = client.query(
      "INSERT INTO shipments (order_id, customer_id, booked_at, cancelled_at) VALUES ('half', 'C-1', NULL, now())",
    );
    await expect(half).rejects.toThrow('booked_whole_or_cancelled_mark');
    const neither = client.query("INSERT INTO shipments (order_id, booked_at) VALUES ('neither', NULL)");
    await expect(neither).rejects.toThrow('booked_whole_or_cancelled_mark');
    await client.end();
  });
});

describe('a booking', () => {
  test('to where no carrier goes is refused, and nothing is booked', async () => {
    const shipTo = { country: 'ES', postalCode: '35001' };
    expect(await book({ ...booking, orderId: 'islands', shipTo })).toMatchObject({
      status: 422,
      body: {
        code: 'not_deliverable',
        detail: 'No carrier delivers to the Canary Islands.',
      },
    });
    expect(await find('islands')).toMatchObject({ status: 404 });
  });

  test.each([
    [{ orderId: '' }, '/orderId'],
    [{ orderId: 'a/b' }, '/orderId'],
    [{ orderId: undefined }, '/orderId'],
    [{ orderId: '_a' }, '/orderId'],
    [{ orderId: ' a' }, '/orderId'],
    [{ orderId: 'a'.repeat(81) }, '/orderId'],
    [{ customerId: undefined }, '/customerId'],
    [{ customerId: '' }, '/customerId'],
    [{ customerId: 'x'.repeat(129) }, '/customerId'],
    [{ customerId: 'zoë' }, '/customerId'],
    [{ customerId: 7 }, '/customerId'],
    [{ customerId: 'two words' }, '/customerId'],
    [{ lines: [] }, '/lines'],
    [{ lines: undefined }, '/lines'],
    [{ lines: Array.from({ length: 101 }, () => ({ sku: 'MUG-001', quantity: 1 })) }, '/lines'],
    [{ lines: [{ quantity: 1 }] }, '/lines/0/sku'],
    [{ lines: [{ sku: 'MUG-001' }] }, '/lines/0/quantity'],
    [{ lines: [{ sku: 'MUG-001', quantity: 1000 }] }, '/lines/0/quantity'],
    [{ lines: [{ sku: 'mug', quantity: 1 }] }, '/lines/0/sku'],
    [{ lines: [{ sku: 'MUG-001', quantity: 0 }] }, '/lines/0/quantity'],
    [{ lines: [{ sku: 'MUG-001', quantity: 1, price: 1 }] }, '/lines/0/price'],
    [{ shipTo: { country: 'de', postalCode: '1' } }, '/shipTo/country'],
    [{ shipTo: { country: 'DEU', postalCode: '1' } }, '/shipTo/country'],
    [{ shipTo: { country: ' DE', postalCode: '1' } }, '/shipTo/country'],
    [{ shipTo: { postalCode: '1' } }, '/shipTo/country'],
    [{ shipTo: undefined }, '/shipTo'],
    [{ shipTo: { country: 'DE' } }, '/shipTo/postalCode'],
    [{ shipTo: { country: 'DE', postalCode: '' } }, '/shipTo/postalCode'],
    [{ shipTo: { country: 'DE', postalCode: '1'.repeat(21) } }, '/shipTo/postalCode'],
    [{ shipTo: { country: 'DE', postalCode: '1', street: 'Elm' } }, '/shipTo/street'],
    [{ shipTo: { country: 'DE', postalCode: '1\u0000' } }, '/shipTo/postalCode'],
    [{ carrier: 'mine' }, '/carrier'],
  ])('with %j is refused for %s', async (change, path) => {
    expect(await book({ ...booking, ...change })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ path }] },
    });
  });

  test.each([
    {
      ...{ orderId: 'a', customerId: 'C', lines: [{ sku: 'MUG', quantity: 1 }] },
      shipTo: { country: 'DE', postalCode: '1' },
    },
    {
      ...{ orderId: 'a'.repeat(80), customerId: 'x'.repeat(128) },
      lines: Array.from({ length: 100 }, () => ({ sku: 'M'.repeat(32), quantity: 999 })),
      shipTo: { country: 'DE', postalCode: '1'.repeat(20) },
    },
  ])('with all of it at its limits is taken: $shipTo', async (request) => {
    expect(await book(request)).toMatchObject({ status: 201, body: request });
  });

  test('that is no object is refused', async () => {
    expect(await book(null)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});
