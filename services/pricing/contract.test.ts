import { test } from 'vitest';
import { expectLimits, type Limits } from '../shared/testing/limits.ts';
import { priceRequestSchema, priceResponseSchema } from './contract.ts';

const text = (length: number) => 'x'.repeat(length);
const line = { sku: 'MUG-001', quantity: 1 };
const lines = (count: number) => Array.from({ length: count }, () => line);
const request = { lines: [line], country: 'DE', correlationId: 'c-1' };

test.each<Limits>([
  ['lines', [lines(1), lines(50)], [undefined, [], lines(51)]],
  ['lines.0.sku', [text(1), text(32)], [undefined, '', text(33), 1]],
  ['lines.0.quantity', [1, 999], [undefined, 0, 1000, 1.5, '1']],
  ['lines.0.unitPrice', [], [1]],
  ['country', ['AT'], [undefined, 'D', 'DEU', 'de']],
  ['coupon', [text(1), text(40), undefined], ['', text(41), 1]],
  ['correlationId', ['', text(128)], [undefined, text(129), 1]],
  ['total', [], [1]],
])('the %s of a price request keeps to its limits', (...limits) => {
  expectLimits((payload) => priceRequestSchema.parse(payload), request, limits);
});

const sum = { amount: 1250, currency: 'EUR' };
const priced = { ...{ sku: 'MUG-001', name: 'Mug', quantity: 1 }, unitPrice: sum, lineTotal: sum };
const quoted = {
  ok: true,
  quote: { lines: [priced], subtotal: sum, discount: sum, tax: sum, total: sum },
};

test.each<Limits>([
  ['ok', [true], [undefined, 'yes']],
  ['extra', [], [1]],
  ['quote', [], [undefined]],
  ['quote.extra', [], [1]],
  ['quote.lines', [[]], [undefined]],
  ['quote.lines.0.sku', ['MUG'], [undefined, 1]],
  ['quote.lines.0.name', ['Mug'], [undefined, 1]],
  ['quote.lines.0.quantity', [1], [undefined, 0, 1.5]],
  ['quote.lines.0.unitPrice', [sum], [undefined, 1250]],
  ['quote.lines.0.lineTotal', [sum], [undefined, 1250]],
  ['quote.lines.0.extra', [], [1]],
  ['quote.subtotal', [sum], [undefined, 1250]],
  ['quote.discount', [sum], [undefined, 1250]],
  ['quote.tax', [sum], [undefined, 1250]],
  ['quote.total', [sum], [undefined, 1250]],
  ['quote.total.amount', [0], [undefined, -1, 1.5]],
  ['quote.total.currency', ['USD'], [undefined, 'EU', 'EURO']],
  ['quote.total.extra', [], [1]],
])('the %s of a quote keeps to its limits', (...limits) => {
  expectLimits((payload) => priceResponseSchema.parse(payload), quoted, limits);
});

const refused = { ok: false, error: { code: 'unknown_sku', detail: 'No product has the SKU X' } };

test.each<Limits>([
  ['ok', [false], [undefined, 'no']],
  ['extra', [], [1]],
  ['error', [], [undefined]],
  ['error.code', ['unknown_coupon', 'unsupported_destination'], [undefined, 'other']],
  ['error.detail', [''], [undefined, 1]],
  ['error.skus', [['MUG-001'], undefined], ['MUG-001', [1]]],
  ['error.extra', [], [1]],
])('the %s of a refusal keeps to its limits', (...limits) => {
  expectLimits((payload) => priceResponseSchema.parse(payload), refused, limits);
});
