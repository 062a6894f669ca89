import { describe, expect, test } from 'vitest';
import { parseWith } from '../shared/http.ts';
import { expectLimits, type Limits } from '../shared/testing/limits.ts';
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
    {
      why: 'an expected price that is a fraction',
      change: { lines: [{ ...line, expectedUnitPrice: { amount: 12.5, currency: 'EUR' } }] },
      path: '/lines/0/expectedUnitPrice/amount',
    },
    { why: 'half a character', change: { lines: [{ ...line, sku: 'MUG\ud83c' }] }, path: '/lines/0/sku' },
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
    {
      what: 'an expected price',
      change: {
        lines: request.lines.map((one) => ({ ...one, expectedUnitPrice: { amount: 1, currency: 'EUR' } })),
      },
    },
    { what: 'the destination', change: { shipTo: { country: 'AT', postalCode: '10115' } } },
    { what: 'the coupon', change: { coupon: undefined } },
  ])('differs when $what does', ({ change }) => {
    expect(hashOf({ ...request, ...change })).not.toBe(hashOf(request));
  });
});

describe('each part of a request keeps to its limits:', () => {
  const text = (length: number) => 'x'.repeat(length);
  const lines = (count: number) => Array.from({ length: count }, (_, i) => ({ ...line, sku: `MUG-${i}` }));

  test.each<Limits>([
    ['lines', [lines(1), lines(50)], [undefined, [], lines(51)]],
    ['lines.0.sku', [text(1), text(32)], [undefined, '', text(33), 1]],
    ['lines.0.quantity', [1, 999], [undefined, 0, 1000]],
    [
      'lines.0.expectedUnitPrice',
      [undefined, { amount: 0, currency: 'EUR' }, { amount: Number.MAX_SAFE_INTEGER, currency: 'USD' }],
      [1250, {}, { amount: -1, currency: 'EUR' }, { amount: 1, currency: 'eur' }, { amount: 1 }],
    ],
    ['shipTo', [], [undefined]],
    ['shipTo.country', ['AT'], [undefined, 'D', 'DEU', 'de', ' DE']],
    [
      'shipTo.postalCode',
      ['1', 'SW1A 1AA', '1'.repeat(12)],
      [undefined, '', ' 1', '-1', '1'.repeat(13), '1_'],
    ],
    ['shipTo.street', [], ['Elm Street']],
    ['coupon', [text(1), text(40), undefined], ['', text(41), 1]],
  ])('%s', (...limits) => {
    expectLimits((body) => orderRequestSchema.parse(body), request, limits);
  });
});
