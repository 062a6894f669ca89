import { expect, test } from 'vitest';
import { CodedError } from '../shared/errors.ts';
import { checkExpectedPrices } from './expected-prices.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const wanted = (sku: string, expectedUnitPrice?: { amount: number; currency: string }) => ({
  sku,
  quantity: 2,
  expectedUnitPrice,
});
const priced = [
  { sku: 'MUG-001', name: 'Mug', quantity: 2, unitPrice: eur(1250), lineTotal: eur(2500) },
  { sku: 'PEN-001', name: 'Pen', quantity: 2, unitPrice: eur(0), lineTotal: eur(0) },
];

function refusalOf(...lines: ReturnType<typeof wanted>[]): CodedError | undefined {
  try {
    checkExpectedPrices(lines, priced);
    return undefined;
  } catch (error) {
    if (error instanceof CodedError) return error;
    throw error;
  }
}

test('an order at the prices that its customer saw is fine, and so is one that says nothing of prices', () => {
  expect(refusalOf(wanted('MUG-001', eur(1250)), wanted('PEN-001', eur(0)))).toBeUndefined();
  expect(refusalOf(wanted('MUG-001'), wanted('PEN-001'))).toBeUndefined();
});

test.each([
  ['rose', eur(1249)],
  ['fell', eur(1251)],
  ['is in another currency', { amount: 1250, currency: 'USD' }],
])('a price that %s is told, old and new', (_, expected) => {
  const refusal = refusalOf(wanted('MUG-001', expected), wanted('PEN-001'));
  expect(refusal).toMatchObject({
    code: 'price_changed',
    members: { changes: [{ sku: 'MUG-001', expected, actual: eur(1250) }] },
  });
  expect(refusal?.message).toContain(
    `MUG-001 costs 1250 EUR now, not ${expected.amount} ${expected.currency}`,
  );
});

test('every change is told, in the order of the lines, and nothing else', () => {
  const refusal = refusalOf(wanted('PEN-001', eur(5)), wanted('MUG-001', eur(1)));
  expect(refusal?.members).toEqual({
    changes: [
      { sku: 'PEN-001', expected: eur(5), actual: eur(0) },
      { sku: 'MUG-001', expected: eur(1), actual: eur(1250) },
    ],
  });
});
