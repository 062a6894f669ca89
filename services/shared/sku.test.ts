import { expect, test } from 'vitest';
import { skuSchema } from './sku.ts';

test.each(['MUG', '0AB', `M${'-'.repeat(31)}`])('%s is a SKU', (sku) => {
  expect(skuSchema.safeParse(sku).success).toBe(true);
});

test.each(['MU', `M${'0'.repeat(32)}`, 'mug-001', '-MUG', ' MUG-001', 'MUG-001 ', 'MUG-001\n', 1])(
  '%j is no SKU',
  (sku) => {
    expect(skuSchema.safeParse(sku).success).toBe(false);
  },
);
