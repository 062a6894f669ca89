import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { paymentEvent, signatureOf } from '../commands/lib/payment-event.ts';
import {
  anybody,
  customerOf,
  eventFor,
  ledgerRows,
  messagesIn,
  newProduct,
  operator,
  orderRequest,
  placeOrder,
  queueIsEmpty,
  reaches,
  secret,
  sendWebhook,
} from './lib/shop.ts';

const customer = await customerOf('C-10004');
const sku = await newProduct(1000);

function post(body: unknown, headers: Record<string, string> = {}) {
  return customer.request('POST', '/orders', {
    body,
    headers: { 'idempotency-key': randomUUID(), ...headers },
  });
}

describe('an order that cannot be read', () => {
  test('malformed JSON is 400', async () => {
    expect(await post('{"lines": [')).toMatchObject({ status: 400, body: { code: 'malformed_json' } });
  });

  test.each(['{"lines": [', '[]', '"text"', '1', 'null'])(
    'a body of %s is refused by API Gateway, before it costs an invocation',
    async (body) => {
      const headers = { 'idempotency-key': randomUUID() };
      for (const [method, path] of [
        ['POST', '/orders'],
        ['PUT', '/products/MUG-001'],
        ['PUT', '/stock/MUG-001'],
      ] as const)
        expect(await operator.request(method, path, { body, headers })).toMatchObject({
          status: 400,
          servedBy: 'gateway',
          body: { code: 'malformed_json' },
        });
    },
  );

  test('another media type is 415', async () => {
    const answer = await post(JSON.stringify(orderRequest(sku)), { 'content-type': 'text/plain' });
    expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
  });

  test('schema errors are 400 with the path of each', async () => {
    const answer = await post({ lines: [{ sku, quantity: 'two' }], shipTo: { country: 'Germany' } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(answer.body.errors.map(({ path }: { path: string }) => path)).toEqual(
      expect.arrayContaining(['/lines/0/quantity', '/shipTo/country', '/shipTo/postalCode']),
    );
  });

  test.each([0, -1, 1000, 1.5])('a quantity of %s is 400', async (quantity) => {
    const answer = await post(orderRequest(sku, { lines: [{ sku, quantity }] }));
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: '/lines/0/quantity' }] } });
  });

  test('a price from the client is refused by its path', async () => {
    const answer = await post(
      orderRequest(sku, { lines: [{ sku, quantity: 1, unitPrice: { amount: 1, currency: 'EUR' } }] }),
    );
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: '/lines/0/unitPrice' }] } });
  });

  test('no Idempotency-Key is 400', async () => {
    const answer = await customer.request('POST', '/orders', { body: orderRequest(sku) });
    expect(answer).toMatchObject({ status: 400, body: { code: 'missing_idempotency_key' } });
  });
});

describe('an order that cannot be priced', () => {
  test('an unknown SKU is 422 and named', async () => {
    const answer = await post(orderRequest('NO-SUCH-1'));
    expect(answer).toMatchObject({ status: 422, body: { code: 'unknown_sku' } });
    expect(answer.body.detail).toContain('NO-SUCH-1');
  });

  test('an unknown coupon is 422', async () => {
    expect(await post(orderRequest(sku, { coupon: 'FREE' }))).toMatchObject({
      status: 422,
      body: { code: 'unknown_coupon' },
    });
  });
});

describe('a caller who may not', () => {
  test('no token is 401, in the gateway’s name', async () => {
    const answer = await anybody.request('POST', '/orders', { body: orderRequest(sku) });
    expect(answer).toMatchObject({ status: 401, servedBy: 'gateway', body: { code: 'unauthorized' } });
  });

  test('an unknown order is 404', async () => {
    for (const orderId of ['ord_unknown', `ord_${'0'.repeat(32)}`]) {
      const answer = await customer.request('GET', `/orders/${orderId}`);
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });

  test('a customer cannot change the catalogue', async () => {
    const product = { name: 'Mine', description: 'x', category: 'x', price: { amount: 1, currency: 'EUR' } };
    expect(await customer.request('PUT', '/products/MINE-001', { body: product })).toMatchObject({
      status: 403,
    });
  });

  test('nobody books a shipment from outside', async () => {
    for (const caller of [anybody, customer, operator])
      expect(await caller.request('POST', '/shipments', { body: {} })).toMatchObject({
        status: 403,
        servedBy: 'gateway',
      });
  });
});

describe('a webhook call', () => {
  test('that is too large for the queue is 413', async () => {
    const payload = JSON.stringify({ filler: 'x'.repeat(800 * 1024) });
    expect(await sendWebhook(payload)).toMatchObject({ status: 413, servedBy: 'webhook' });
  });

  test.each([
    ['unsigned', () => null],
    ['wrongly signed', (payload: string) => signatureOf(payload, 'whsec_wrong')],
    ['stale', (payload: string) => signatureOf(payload, secret, Math.floor(Date.now() / 1000) - 3600)],
  ])('that is %s is queued, refused by the worker, and leaves no ledger row', async (_kind, sign) => {
    const order = await placeOrder(customer, orderRequest(sku));
    await reaches(customer, order, 'AWAITING_PAYMENT');
    const refused = eventFor(order, 'succeeded');
    expect(await sendWebhook(refused, sign(refused))).toMatchObject({ status: 202, servedBy: 'webhook' });
    await queueIsEmpty();
    expect(await inbox(refused)).toHaveLength(0);
    expect(await messagesIn('WebhookDeadLetterQueueUrl')).toBe(0);
    await reaches(customer, order, 'AWAITING_PAYMENT');
  });

  test('with a body that is no JSON is queued and refused by the worker', async () => {
    const payload = '{"id": "evt_nul\u0000';
    expect(await sendWebhook(payload)).toMatchObject({ status: 202 });
    await queueIsEmpty();
    expect(await messagesIn('WebhookDeadLetterQueueUrl')).toBe(0);
  });

  test('with an empty or a hostile correlation id is taken under a new one', async () => {
    for (const correlationId of ['', 'x y', 'a'.repeat(200), '"},{"']) {
      const headers = { 'x-correlation-id': correlationId };
      expect(await anybody.request('POST', '/webhooks/payments', { body: '{}', headers })).toMatchObject({
        status: 202,
        body: '',
      });
    }
  });

  test('with another media type is 415', async () => {
    const payload = paymentEvent({ orderId: 'ord_x', outcome: 'succeeded', amount: 1, currency: 'EUR' });
    const answer = await anybody.request('POST', '/webhooks/payments', {
      body: payload,
      headers: { 'content-type': 'text/plain' },
    });
    expect(answer).toMatchObject({ status: 415, servedBy: 'gateway' });
  });

  test('with a character set in its media type is taken, as Stripe sends it', async () => {
    const order = await placeOrder(customer, orderRequest(sku));
    const payload = eventFor(order, 'succeeded');
    await anybody.request('POST', '/webhooks/payments', {
      body: payload,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': signatureOf(payload, secret),
      },
    });
    await reaches(customer, order, 'COMPLETED');
  });
});

function inbox(payload: string) {
  return ledgerRows('select event_id from payment_events where event_id = $1', [JSON.parse(payload).id]);
}
