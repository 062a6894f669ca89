import { expect, test } from 'vitest';
import products from '../../../legacy-api/data/products.json' with { type: 'json' };
import stock from './stock.json' with { type: 'json' };

test('every product that the legacy API starts with has 20 to 500 pieces, and nothing else has any', () => {
  expect(Object.keys(stock)).toEqual(products.map(({ sku }) => sku));
  for (const [sku, pieces] of Object.entries(stock))
    expect(Number.isInteger(pieces) && pieces >= 20 && pieces <= 500, sku).toBe(true);
});
