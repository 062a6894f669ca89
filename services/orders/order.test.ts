import { expect, test } from 'vitest';
import { checkCustomerId, isOrderId, newOrderId } from './order.ts';

const hex = '0123456789abcdef0123456789abcdef';

test('a new order has an order id', () => {
  expect(isOrderId(newOrderId())).toBe(true);
});

test.each([
  hex,
  `ord_${hex}0`,
  `ord_${hex.slice(1)}`,
  `xord_${hex}`,
  `ord_${hex.toUpperCase()}`,
  `ord_${hex}\n`,
])('%j is no order id', (text) => {
  expect(isOrderId(text)).toBe(false);
});

test.each(['C', 'ada@example.com', '!'.repeat(128)])('%s may order', (customerId) => {
  expect(checkCustomerId(customerId)).toBe(customerId);
});

test.each(['', 'x'.repeat(129), 'two words', 'C-1\n', 'zoë'])('%j may not', (customerId) => {
  expect(() => checkCustomerId(customerId)).toThrow('A customer id is');
});
