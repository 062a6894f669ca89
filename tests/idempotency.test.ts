import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { customerOf, eventFor, newProduct, orderRequest, reaches, sendWebhook, stockOf } from './lib/shop.ts';

const [customer, stranger] = [await customerOf('C-10007'), await customerOf('C-10008')];

const post = (key: string, body: unknown, caller = customer) =>
  caller.request('POST', '/orders', { body, headers: { 'idempotency-key': key } });

describe('one key', () => {
  test('sent many times at once makes one order, which takes its stock once; who comes too early may try again', async () => {
    const [sku, key] = [await newProduct(50), randomUUID()];
    const answers = await Promise.all(Array.from({ length: 12 }, () => post(key, orderRequest(sku))));
    const placed = answers.filter(({ status }) => status === 202);
    expect(new Set(placed.map(({ body }) => body.orderId)).size).toBe(1);
    for (const early of answers.filter(({ status }) => status !== 202)) {
      expect(early).toMatchObject({ status: 409, body: { code: 'request_in_progress' } });
      expect(early.headers.get('retry-after')).toBe('1');
    }
    const order = placed[0]?.body;
    expect((await post(key, orderRequest(sku))).body.orderId).toBe(order.orderId);
    await sendWebhook(eventFor(order, 'succeeded'));
    await reaches(customer, order, 'COMPLETED');
    // The order is completed first, then its stock is sold.
    await expect.poll(() => stockOf(sku)).toMatchObject({ available: 49, reserved: 0, sold: 1 });
  });

  test('sent again when its order is over answers the order as it is, and orders nothing', async () => {
    const [sku, key] = [await newProduct(3), randomUUID()];
    const { body: order } = await post(key, orderRequest(sku));
    await sendWebhook(eventFor(order, 'succeeded'));
    await reaches(customer, order, 'COMPLETED');
    expect(await post(key, orderRequest(sku))).toMatchObject({
      status: 202,
      body: { orderId: order.orderId, status: 'COMPLETED' },
    });
    expect(await stockOf(sku)).toMatchObject({ available: 2, sold: 1 });
  });

  test('stands for the same request also when the fields come in another order', async () => {
    const [sku, key] = [await newProduct(3), randomUUID()];
    const first = await post(
      key,
      `{"lines":[{"sku":"${sku}","quantity":1}],"shipTo":{"country":"DE","postalCode":"1"}}`,
    );
    const second = await post(
      key,
      `{ "shipTo": {"postalCode":"1", "country":"DE"}, "lines": [{"quantity":1.0,"sku":"${sku}"}] }`,
    );
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body.orderId).toBe(first.body.orderId);
  });

  test.each([
    ['another quantity', { quantity: 2 }],
    ['an expected price', { expectedUnitPrice: { amount: 1000, currency: 'EUR' } }],
  ])('with %s is refused, and its order stays as it is', async (_, change) => {
    const [sku, key] = [await newProduct(3, 1000), randomUUID()];
    const { body: order } = await post(key, orderRequest(sku));
    const other = await post(key, orderRequest(sku, { lines: [{ sku, quantity: 1, ...change }] }));
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    expect((await post(key, orderRequest(sku))).body).toMatchObject({
      orderId: order.orderId,
      lines: order.lines,
    });
  });

  test('of two customers makes two orders, of which each sees the own', async () => {
    const [sku, key] = [await newProduct(3), randomUUID()];
    const [own, other] = await Promise.all([
      post(key, orderRequest(sku)),
      post(key, orderRequest(sku), stranger),
    ]);
    expect([own.status, other.status]).toEqual([202, 202]);
    expect(other.body.orderId).not.toBe(own.body.orderId);
    expect((await post(key, orderRequest(sku), stranger)).body.orderId).toBe(other.body.orderId);
    expect((await stranger.request('GET', `/orders/${own.body.orderId}`)).status).toBe(404);
  });

  test('of a request that was refused is free again, also for another one', async () => {
    const [sku, key] = [await newProduct(3), randomUUID()];
    expect(await post(key, orderRequest('NO-SUCH-1'))).toMatchObject({ status: 422 });
    expect(await post(key, orderRequest(sku, { coupon: 'FREE' }))).toMatchObject({ status: 422 });
    expect(await post(key, orderRequest(sku))).toMatchObject({ status: 202 });
  });
});
