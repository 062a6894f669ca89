import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { expectStatus } from '../commands/lib/api.ts';
import { anybody, customerOf, newProduct, operator, orderRequest, stockOf } from './lib/shop.ts';

const customer = await customerOf('C-10006');
const eur = (amount: number) => ({ amount, currency: 'EUR' });

/** A customer's order of one piece, at the price that they saw; `key` when it is sent again. */
const order = (sku: string, expectedUnitPrice: object | undefined, key: string = randomUUID()) =>
  customer.request('POST', '/orders', {
    body: orderRequest(sku, { lines: [{ sku, quantity: 1, expectedUnitPrice }] }),
    headers: { 'idempotency-key': key },
  });

const priceOf = async (sku: string) =>
  expectStatus(await anybody.request('GET', `/products/${sku}`), 200).price;

/** An operator changes the price of a product. */
async function reprice(sku: string, amount: number): Promise<void> {
  const product = expectStatus(await anybody.request('GET', `/products/${sku}`), 200);
  const body = { ...product, price: eur(amount) };
  expectStatus(await operator.request('PUT', `/products/${sku}`, { body }), 200);
}

describe('a price that changes between looking and ordering', () => {
  test.each([
    ['rises', 1200],
    ['falls', 800],
  ])('and %s is told, nothing is ordered, and the same key orders at the new price', async (_, now) => {
    const [sku, key] = [await newProduct(5, 1000), randomUUID()];
    const seen = await priceOf(sku);
    await reprice(sku, now);
    const answer = await order(sku, seen, key);
    expect(answer).toMatchObject({
      status: 409,
      servedBy: 'orders',
      body: { code: 'price_changed', changes: [{ sku, expected: eur(1000), actual: eur(now) }] },
    });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body.detail).toContain(`${sku} costs ${now} EUR now, not 1000 EUR`);
    expect(await stockOf(sku)).toMatchObject({ available: 5, reserved: 0 });

    const again = await order(sku, answer.body.changes[0].actual, key);
    expect(again).toMatchObject({ status: 202, body: { lines: [{ unitPrice: eur(now) }] } });
  });

  test('is the price of the order when its customer expected none', async () => {
    const sku = await newProduct(5, 1000);
    await reprice(sku, 1200);
    expect(await order(sku, undefined)).toMatchObject({
      status: 202,
      body: { lines: [{ unitPrice: eur(1200) }], subtotal: eur(1200) },
    });
  });

  test('after the order changes nothing of it', async () => {
    const sku = await newProduct(5, 1000);
    const { body: placed } = await order(sku, eur(1000));
    await reprice(sku, 1200);
    const { body: read } = await customer.request('GET', `/orders/${placed.orderId}`);
    expect(read).toMatchObject({ lines: placed.lines, total: placed.total });
  });
});

test('a price that is still as expected is no reason to refuse', async () => {
  const sku = await newProduct(5, 1000);
  expect(await order(sku, await priceOf(sku))).toMatchObject({ status: 202 });
});

test('an expected price without a currency is refused by its path', async () => {
  expect(await order(await newProduct(5), { amount: 1000 })).toMatchObject({
    status: 400,
    body: { code: 'invalid_request', errors: [{ path: '/lines/0/expectedUnitPrice/currency' }] },
  });
});
