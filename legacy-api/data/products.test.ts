import { describe, expect, test } from 'vitest';
import products from './products.json' with { type: 'json' };

describe('the list of products', () => {
  test('has at least 120 products', () => {
    expect(products.length).toBeGreaterThanOrEqual(120);
  });

  test.each(['sku', 'name', 'description'] as const)('has no %s twice', (field) => {
    expect(new Set(products.map((product) => product[field])).size).toBe(products.length);
  });

  test('is sorted by well-formed SKUs', () => {
    const skus = products.map(({ sku }) => sku);
    for (const sku of skus) expect(sku).toMatch(/^[A-Z0-9][A-Z0-9-]{2,31}$/);
    expect(skus).toEqual([...skus].sort());
  });

  test('gives each product a price in EUR and a sentence about it', () => {
    for (const { sku, price, name, description, category } of products) {
      expect(Number.isInteger(price.amount) && price.amount > 0, `price of ${sku}`).toBe(true);
      expect(price.currency, sku).toBe('EUR');
      expect(description, sku).toMatch(/^[A-Z].{15,}[^.]\.$/);
      for (const text of [name, description, category]) expect(text).toBe(text.trim());
    }
  });
});
