import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CataloguePrice } from '../catalog/contract.ts';
import { type PriceRequest, priceRequestSchema, priceResponseSchema, type Quote } from './contract.ts';
import { priceOrder } from './price.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const catalogueOf = (products: CataloguePrice[]) =>
  new Map(products.map((product) => [product.sku, product]));
const shop = catalogueOf([
  { sku: 'MUG-001', name: 'Mug', price: eur(1250) },
  { sku: 'NAIL-001', name: 'Nail', price: eur(1) },
  { sku: 'GIFT-001', name: 'Sticker', price: eur(0) },
]);

const ask = (lines: PriceRequest['lines'], change: Partial<PriceRequest> = {}) =>
  priceOrder({ lines, country: 'DE', correlationId: 'c-1', ...change }, shop);

function quoteOf(...request: Parameters<typeof ask>): Quote {
  const answer = ask(...request);
  if (!answer.ok) throw new Error(answer.error.detail);
  return answer.quote;
}

const mugs = (quantity: number) => [{ sku: 'MUG-001', quantity }];

describe('a price', () => {
  test('is the current catalogue price times the quantity, with tax on top', () => {
    expect(quoteOf(mugs(2))).toEqual({
      lines: [{ sku: 'MUG-001', name: 'Mug', quantity: 2, unitPrice: eur(1250), lineTotal: eur(2500) }],
      subtotal: eur(2500),
      discount: eur(0),
      tax: eur(475),
      total: eur(2975),
    });
  });

  test.each([
    { quantity: 9, percent: 0, off: 0 },
    { quantity: 10, percent: 5, off: 625 },
    { quantity: 49, percent: 5, off: 3063 },
    { quantity: 50, percent: 10, off: 6250 },
    { quantity: 99, percent: 10, off: 12375 },
    { quantity: 100, percent: 15, off: 18750 },
    { quantity: 999, percent: 15, off: 187313 },
  ])('of $quantity pieces is $percent percent off', ({ quantity, off }) => {
    expect(quoteOf(mugs(quantity)).discount).toEqual(eur(off));
  });

  test('takes the coupon from what the quantity discount leaves', () => {
    // 12500 - 5 % = 11875, of which 10 % = 1187.5, half up 1188.
    expect(quoteOf(mugs(10), { coupon: 'WELCOME10' }).discount).toEqual(eur(625 + 1188));
  });

  test.each([
    { country: 'AT', tax: 250 },
    { country: 'LU', tax: 213 },
    { country: 'FI', tax: 319 },
  ])('is taxed as in $country, half a cent rounded up', ({ country, tax }) => {
    expect(quoteOf(mugs(1), { country }).tax).toEqual(eur(tax));
  });

  test('of nothing is nothing', () => {
    const free = quoteOf([{ sku: 'GIFT-001', quantity: 999 }], { coupon: 'WELCOME10' });
    expect(free.total).toEqual(eur(0));
  });
});

describe('a refusal', () => {
  test('names every product that the catalogue does not have', () => {
    const lines = [...mugs(1), { sku: 'NO-1', quantity: 1 }, { sku: 'NO-2', quantity: 1 }];
    expect(ask(lines)).toEqual({
      ok: false,
      error: { code: 'unknown_sku', detail: 'Not in the catalogue: NO-1, NO-2', skus: ['NO-1', 'NO-2'] },
    });
  });

  test.each(['welcome10', 'WELCOME99', 'constructor'])('is what the coupon %s gets', (coupon) => {
    expect(ask(mugs(1), { coupon })).toMatchObject({ ok: false, error: { code: 'unknown_coupon' } });
  });

  test('of a destination says where the shop ships to', () => {
    expect(ask(mugs(1), { country: 'US' })).toMatchObject({
      ok: false,
      error: { code: 'unsupported_destination', detail: expect.stringContaining('AT, BE') },
    });
  });
});

type Line = PriceRequest['lines'][number];

const countries = 'AT BE CZ DE DK ES FI FR IE IT LU NL PL PT SE'.split(' ');

const orders = fc
  .uniqueArray(
    fc.record({
      sku: fc.stringMatching(/^[A-Z]{3}-[0-9]{3}$/),
      amount: fc.integer({ min: 0, max: 10_000_000 }),
      quantity: fc.integer({ min: 1, max: 999 }),
    }),
    { minLength: 1, maxLength: 50, selector: (line) => line.sku },
  )
  .chain((lines) =>
    fc.record({
      catalogue: fc.constant(
        catalogueOf(lines.map(({ sku, amount }) => ({ sku, name: sku, price: eur(amount) }))),
      ),
      request: fc.record({
        lines: fc.constant(lines.map(({ sku, quantity }) => ({ sku, quantity }))),
        country: fc.constantFrom(...countries),
        coupon: fc.constantFrom(undefined, 'WELCOME10'),
        correlationId: fc.constant('c-1'),
      }),
    }),
  );

/** The quote of an order that the contract allows. */
function quoted(request: PriceRequest, catalogue: ReadonlyMap<string, CataloguePrice>): Quote {
  const answer = priceOrder(priceRequestSchema.parse(request), catalogue);
  if (!answer.ok) throw new Error(answer.error.detail);
  return answer.quote;
}

/** Checks a fact of the quote of every order that the contract allows; `ask` prices a variation of it. */
const ofEveryOrder = (
  check: (quote: Quote, request: PriceRequest, ask: (lines: PriceRequest['lines']) => Quote) => void,
) =>
  fc.assert(
    fc.property(orders, ({ catalogue, request }) =>
      check(quoted(request, catalogue), request, (lines) => quoted({ ...request, lines }, catalogue)),
    ),
  );

describe('every quote', () => {
  test('adds up: subtotal - discount + tax = total, and the lines make the subtotal', () => {
    ofEveryOrder(({ lines, subtotal, discount, tax, total }) => {
      for (const line of lines) expect(line.lineTotal.amount).toBe(line.unitPrice.amount * line.quantity);
      expect(lines.reduce((sum, line) => sum + line.lineTotal.amount, 0)).toBe(subtotal.amount);
      expect(subtotal.amount - discount.amount + tax.amount).toBe(total.amount);
    });
  });

  test('is in exact integers that are never negative, and fits the published contract', () => {
    ofEveryOrder((quote) => {
      const amounts = [quote.subtotal, quote.discount, quote.tax, quote.total].map((money) => money.amount);
      expect(amounts.every((amount) => Number.isSafeInteger(amount) && amount >= 0)).toBe(true);
      expect(priceResponseSchema.parse({ ok: true, quote })).toEqual({ ok: true, quote });
    });
  });

  test('keeps the lines in their order, none lost', () => {
    ofEveryOrder((quote, request) => {
      expect(quote.lines.map(({ sku, quantity }) => ({ sku, quantity }))).toEqual(request.lines);
    });
  });

  test('is off its exact value by less than a cent for each rounding', () => {
    ofEveryOrder(({ lines, discount }, { coupon }) => {
      const percent = (n: number) => (n >= 100 ? 15 : n >= 50 ? 10 : n >= 10 ? 5 : 0);
      const offLines = lines.reduce(
        (sum, { lineTotal, quantity }) => sum + (lineTotal.amount * percent(quantity)) / 100,
        0,
      );
      const subtotal = lines.reduce((sum, line) => sum + line.lineTotal.amount, 0);
      const exact = coupon ? offLines + (subtotal - offLines) / 10 : offLines;
      expect(Math.abs(discount.amount - exact)).toBeLessThan(lines.length + 1);
    });
  });

  test('does not depend on the order of the lines', () => {
    ofEveryOrder((quote, { lines }, ask) => {
      const { lines: reversed, ...sums } = ask(lines.toReversed());
      expect(sums).toEqual({ ...quote, lines: undefined });
      expect(reversed).toEqual(quote.lines.toReversed());
    });
  });

  test('of one piece more of anything never costs less, except where a higher discount begins', () => {
    ofEveryOrder((quote, { lines }, ask) => {
      for (const [index, { quantity }] of lines.entries()) {
        if (quantity === 999) continue;
        const more = ask(lines.with(index, { ...(lines[index] as Line), quantity: quantity + 1 }));
        expect(more.subtotal.amount).toBe(
          quote.subtotal.amount + (quote.lines[index]?.unitPrice.amount ?? NaN),
        );
        if ([10, 50, 100].includes(quantity + 1)) continue;
        expect(more.total.amount).toBeGreaterThanOrEqual(quote.total.amount);
      }
    });
  });

  test.each(countries)('adds up exactly at the limits of everything, shipped to %s', (country) => {
    const products = Array.from({ length: 50 }, (_, i) => ({
      sku: `MAX-${i}`,
      name: '',
      price: eur(10_000_000),
    }));
    const lines = products.map(({ sku }) => ({ sku, quantity: 999 }));
    const { subtotal, discount, tax, total } = quoted(
      { lines, country, coupon: 'WELCOME10', correlationId: 'c-1' },
      catalogueOf(products),
    );
    expect(subtotal.amount).toBe(50 * 999 * 10_000_000);
    // Exact in integers: 15 percent, then 10 percent of the rest.
    expect(BigInt(discount.amount)).toBe((BigInt(subtotal.amount) * 235n) / 1000n);
    expect(BigInt(total.amount)).toBe(BigInt(subtotal.amount) - BigInt(discount.amount) + BigInt(tax.amount));
    expect(Number.isSafeInteger(total.amount)).toBe(true);
  });
});
