import { describe, expect, test } from 'vitest';
import { parseWith } from '../shared/http.ts';
import { hashOf, type OrderRequest, orderRequestSchema } from './order-request.ts';

const request: OrderRequest = {
  lines: [
    { sku: 'MUG-001', quantity: 2 },
    { sku: 'CUP-001', quantity: 1 },
  ],
  shipTo: { country: 'DE', postalCode: '10115' },
  coupon: 'WELCOME10',
};
const line = { sku: 'MUG-001', quantity: 1 };

describe('a request', () => {
  test.each([
    { why: 'no lines', change: { lines: [] }, path: '/lines' },
    {
      why: 'more than 50 lines',
      change: { lines: Array.from({ length: 51 }, (_, i) => ({ sku: `MUG-${i}`, quantity: 1 })) },
      path: '/lines',
    },
    { why: 'quantity 0', change: { lines: [{ ...line, quantity: 0 }] }, path: '/lines/0/quantity' },
    { why: 'quantity 1000', change: { lines: [{ ...line, quantity: 1000 }] }, path: '/lines/0/quantity' },
    { why: 'a fraction', change: { lines: [{ ...line, quantity: 1.5 }] }, path: '/lines/0/quantity' },
    { why: 'a text', change: { lines: [{ ...line, quantity: '2' }] }, path: '/lines/0/quantity' },
    {
      why: 'a price from the client',
      change: { lines: [{ ...line, unitPrice: { amount: 1, currency: 'EUR' } }] },
      path: '/lines/0/unitPrice',
    },
    { why: 'a total from the client', change: { total: 1 }, path: '/total' },
    { why: 'a customer from the client', change: { customerId: 'C-10001' }, path: '/customerId' },
    { why: 'a SKU in two lines', change: { lines: [line, { ...line }] }, path: '/lines/1/sku' },
    {
      why: 'a country by name',
      change: { shipTo: { ...request.shipTo, country: 'Germany' } },
      path: '/shipTo/country',
    },
    {
      why: 'an endless postal code',
      change: { shipTo: { ...request.shipTo, postalCode: '1'.repeat(13) } },
      path: '/shipTo/postalCode',
    },
    { why: 'an empty coupon', change: { coupon: '' }, path: '/coupon' },
  ])('with $why is refused and $path named', ({ change, path }) => {
    expect(() => parseWith(orderRequestSchema, { ...request, ...change })).toThrowError(
      expect.objectContaining({
        code: 'invalid_request',
        fields: [{ path, message: expect.any(String) }],
      }),
    );
  });

  test('names all that is wrong with it at once', () => {
    const wrong = { lines: [{ sku: 'MUG-001', quantity: 0 }], shipTo: { country: 'DE' } };
    expect(() => parseWith(orderRequestSchema, wrong)).toThrowError(
      expect.objectContaining({
        fields: [
          { path: '/lines/0/quantity', message: expect.any(String) },
          { path: '/shipTo/postalCode', message: expect.any(String) },
        ],
      }),
    );
  });
});

describe('the hash', () => {
  test('is the same however the fields are arranged', () => {
    const { coupon, lines, shipTo } = request;
    const { country, postalCode } = shipTo;
    const arranged = { coupon, shipTo: { postalCode, country }, lines };
    expect(hashOf(arranged)).toBe(hashOf(request));
  });

  test.each<{ what: string; change: Partial<OrderRequest> }>([
    { what: 'a quantity', change: { lines: [{ sku: 'MUG-001', quantity: 3 }] } },
    { what: 'the destination', change: { shipTo: { country: 'AT', postalCode: '10115' } } },
    { what: 'the coupon', change: { coupon: undefined } },
  ])('differs when $what does', ({ change }) => {
    expect(hashOf({ ...request, ...change })).not.toBe(hashOf(request));
  });
});
