import { expect, test } from 'vitest';
import { expectLimits, type Limits } from '../shared/testing/limits.ts';
import { pageSchema, productInputSchema, removalSchema } from './product.ts';

const text = (length: number) => 'x'.repeat(length);
const mug = { name: 'Mug', description: '', category: 'Kitchen', price: { amount: 1250, currency: 'EUR' } };

test.each<Limits>([
  ['sku', ['MUG-001', undefined], ['mug', '']],
  ['name', [text(1), text(200), 'Øl 🍺'], [undefined, '', '  ', text(201), 1, 'a\nb', 'a\u0000', '\ufffd']],
  ['description', ['', text(1000)], [undefined, text(1001), 1, 'a\tb', 'a\ud800b']],
  ['category', [text(1), text(60)], [undefined, '', '  ', text(61), 1]],
  ['price', [], [undefined, 1250]],
  ['price.amount', [0, 10_000_000], [undefined, -1, 10_000_001, 1.5, '1']],
  ['price.currency', ['EUR'], [undefined, 'USD', 'eur']],
  ['price.tax', [], [1]],
  ['version', [1, 1_000_000_000, undefined], [0, 1_000_000_001, 1.5, '1']],
  ['colour', [], ['red']],
])('the %s of a product keeps to its limits', (...limits) => {
  expectLimits((body) => productInputSchema.parse(body), mug, limits);
});

test('white space around the texts of a product is not part of them', () => {
  const padded = { ...mug, name: ' Mug ', description: ' Holds 0.3 l. ', category: ' Kitchen ' };
  expect(productInputSchema.parse(padded)).toEqual({ ...mug, description: 'Holds 0.3 l.' });
});

test.each<Limits>([
  ['limit', ['1', '100', '007', undefined], ['0', '101', '1.5', '1e1', '0x10', ' 5', '+5', 'many', '']],
  ['cursor', [text(200), undefined], [text(201), '', 'a=', ' a']],
  ['page', [], ['2']],
])('the %s of a page keeps to its limits', (...limits) => {
  expectLimits((query) => pageSchema.parse(query), {}, limits);
});

test.each<Limits>([
  ['version', ['1', '1000000000', undefined], ['0', '1000000001', '1.5', 'x', '']],
  ['force', [], ['true']],
])('the %s of a removal keeps to its limits', (...limits) => {
  expectLimits((query) => removalSchema.parse(query), {}, limits);
});
