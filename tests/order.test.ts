import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { expectStatus } from '../commands/lib/api.ts';
import { signatureOf } from '../commands/lib/payment-event.ts';
import {
  anybody,
  customerOf,
  eventFor,
  ledgerRows,
  newProduct,
  orderRequest,
  placeOrder,
  queueIsEmpty,
  reaches,
  secret,
  sendWebhook,
  stockOf,
} from './lib/shop.ts';

const customer = await customerOf('C-10002');

describe('an order that is paid', () => {
  test('passes every status once and in order, and is shipped by the legacy API', async () => {
    const sku = await newProduct(5);
    const order = await placeOrder(customer, orderRequest(sku, { lines: [{ sku, quantity: 2 }] }));
    expectStatus(await sendWebhook(eventFor(order, 'succeeded')), 202);
    const completed = await reaches(customer, order, 'COMPLETED');
    expect(completed.timeline.map(({ status }) => status)).toEqual([
      'PENDING',
      'RESERVED',
      'AWAITING_PAYMENT',
      'PAID',
      'SHIPPING',
      'COMPLETED',
    ]);
    const shipment = await customer.request('GET', `/shipments/${order.orderId}`);
    expect(shipment).toMatchObject({
      status: 200,
      servedBy: 'legacy',
      body: { lines: [{ sku, quantity: 2 }] },
    });
    // The order completes first, then its stock is sold.
    await expect.poll(() => stockOf(sku)).toMatchObject({ available: 3, reserved: 0, sold: 2 });
  });

  test('by a signature that Stripe’s own helper made has one balanced entry in the ledger', async () => {
    const order = await placeOrder(customer, orderRequest(await newProduct(1)));
    const payload = eventFor(order, 'succeeded');
    await sendWebhook(payload, signatureOf(payload, secret));
    await reaches(customer, order, 'COMPLETED');
    const [row] = await ledgerRows(
      'select sum(amount)::int as balance, count(*)::int as entries from ledger_entries where order_id = $1',
      [order.orderId],
    );
    expect(row).toEqual({ balance: 0, entries: 2 });
  });

  test('by the same event three times at once has one effect', async () => {
    const sku = await newProduct(3);
    const order = await placeOrder(customer, orderRequest(sku));
    const payload = eventFor(order, 'succeeded');
    const answers = await Promise.all([sendWebhook(payload), sendWebhook(payload), sendWebhook(payload)]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    await reaches(customer, order, 'COMPLETED');
    await queueIsEmpty();
    const rows = await ledgerRows('select count(*)::int as entries from ledger_entries where order_id = $1', [
      order.orderId,
    ]);
    expect(rows).toEqual([{ entries: 2 }]);
    expect(await stockOf(sku)).toMatchObject({ available: 2, reserved: 0, sold: 1 });
  });

  test('with another amount goes on waiting, and completes when the right amount comes', async () => {
    const order = await placeOrder(customer, orderRequest(await newProduct(1)));
    await reaches(customer, order, 'AWAITING_PAYMENT');
    const wrong = eventFor(order, 'succeeded', { amount: order.total.amount - 1 });
    await sendWebhook(wrong);
    await queueIsEmpty();
    expect(await inboxRows(wrong)).toHaveLength(1);
    expect((await customer.request('GET', `/orders/${order.orderId}`)).body.status).toBe('AWAITING_PAYMENT');
    await sendWebhook(eventFor(order, 'succeeded'));
    await reaches(customer, order, 'COMPLETED');
  });

  test('after a first attempt that failed completes', async () => {
    const order = await placeOrder(customer, orderRequest(await newProduct(1)));
    const failed = eventFor(order, 'failed');
    await sendWebhook(failed);
    await queueIsEmpty();
    expect(await inboxRows(failed)).toHaveLength(1);
    expect((await customer.request('GET', `/orders/${order.orderId}`)).body.status).toBe('AWAITING_PAYMENT');
    await sendWebhook(eventFor(order, 'succeeded'));
    await reaches(customer, order, 'COMPLETED');
  });
});

describe('an order that fails', () => {
  test('by a canceled payment gives its stock back and says why', async () => {
    const sku = await newProduct(4);
    const order = await placeOrder(customer, orderRequest(sku, { lines: [{ sku, quantity: 3 }] }));
    await reaches(customer, order, 'AWAITING_PAYMENT');
    expect(await stockOf(sku)).toMatchObject({ available: 1, reserved: 3, sold: 0 });
    await sendWebhook(eventFor(order, 'canceled'));
    const cancelled = await reaches(customer, order, 'CANCELLED');
    expect(cancelled.reason).toMatch(/payment/i);
    expect(await stockOf(sku)).toMatchObject({ available: 4, reserved: 0, sold: 0 });
    expect((await customer.request('GET', `/shipments/${order.orderId}`)).status).toBe(404);
  });

  test('for want of stock reserves nothing at all and names the product', async () => {
    const [plenty, scarce] = [await newProduct(9), await newProduct(1)];
    const lines = [
      { sku: plenty, quantity: 2 },
      { sku: scarce, quantity: 2 },
    ];
    const cancelled = await reaches(
      customer,
      await placeOrder(customer, orderRequest(plenty, { lines })),
      'CANCELLED',
    );
    expect(cancelled.reason).toContain(scarce);
    expect(await stockOf(plenty)).toMatchObject({ available: 9, reserved: 0, sold: 0 });
  });
});

describe('placing an order', () => {
  test('twice with the same key and body answers the same order', async () => {
    const body = orderRequest(await newProduct(5));
    const headers = { 'idempotency-key': randomUUID() };
    const first = await customer.request('POST', '/orders', { body, headers });
    const second = await customer.request('POST', '/orders', { body, headers });
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body.orderId).toBe(first.body.orderId);
    expect(first.headers.get('location')).toBe(`/orders/${first.body.orderId}`);
  });

  test('with a key that belongs to another body is refused', async () => {
    const sku = await newProduct(5);
    const headers = { 'idempotency-key': randomUUID() };
    await customer.request('POST', '/orders', { body: orderRequest(sku), headers });
    const other = await customer.request('POST', '/orders', {
      body: orderRequest(sku, { lines: [{ sku, quantity: 2 }] }),
      headers,
    });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  test('many times at once with one key makes one order', async () => {
    const sku = await newProduct(50);
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        customer.request('POST', '/orders', { body: orderRequest(sku), headers }),
      ),
    );
    const placed = answers.filter(({ status }) => status === 202);
    expect(answers.every(({ status }) => status === 202 || status === 409)).toBe(true);
    expect(new Set(placed.map(({ body }) => body.orderId)).size).toBe(1);
  });

  test('uses the price of the catalogue, a quantity discount, the coupon and the tax of the destination', async () => {
    const sku = await newProduct(100, 1000);
    const body = orderRequest(sku, { lines: [{ sku, quantity: 10 }], coupon: 'WELCOME10' });
    const money = (amount: number) => ({ amount, currency: 'EUR' });
    expect(await placeOrder(customer, body)).toMatchObject({
      lines: [{ sku, quantity: 10, unitPrice: money(1000), lineTotal: money(10_000) }],
      subtotal: money(10_000),
      // 5 % for ten pieces, then 10 % of what is left; 19 % tax in Germany.
      discount: money(500 + 950),
      tax: money(1625),
      total: money(10_175),
    });
  });
});

describe('who answers', () => {
  test('a migrated route is served by the catalogue, others by the legacy API', async () => {
    expect((await anybody.request('GET', '/products?limit=1')).servedBy).toBe('catalog');
    expect(await customer.request('GET', '/customers/C-10002')).toMatchObject({
      status: 200,
      servedBy: 'legacy',
    });
    expect(await customer.request('GET', '/orders/history?customerId=C-10002')).toMatchObject({
      status: 200,
      servedBy: 'legacy',
    });
  });

  test('another customer’s order does not exist', async () => {
    const order = await placeOrder(customer, orderRequest(await newProduct(1)));
    const stranger = await customerOf('C-10003');
    expect(await stranger.request('GET', `/orders/${order.orderId}`)).toMatchObject({ status: 404 });
  });

  test('the catalogue has at least 120 products, page by page', async () => {
    const skus = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await anybody.request('GET', `/products?limit=50${cursor ? `&cursor=${cursor}` : ''}`);
      for (const { sku } of expectStatus(page, 200).items) skus.add(sku);
      cursor = page.body.nextCursor;
    } while (cursor);
    expect(skus.size).toBeGreaterThanOrEqual(120);
  });
});

function inboxRows(payload: string) {
  return ledgerRows('select event_id from payment_events where event_id = $1', [JSON.parse(payload).id]);
}
