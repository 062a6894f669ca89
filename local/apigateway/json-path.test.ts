import { describe, expect, test } from 'vitest';
import { valueAt } from './json-path.ts';

const order = {
  id: 'o-1',
  'ship-to': { country: 'DE' },
  lines: [
    { sku: 'A', price: 5 },
    { sku: 'B', price: 20, gift: null },
    { sku: 'C', price: 30 },
  ],
};

/** https://github.com/json-path/JsonPath */
describe('a JSONPath', () => {
  test.each([
    ['$.id', 'o-1'],
    ['id', 'o-1'],
    ["$['ship-to'].country", 'DE'],
    ['$.ship-to.country', 'DE'],
    ['$.lines[0].sku', 'A'],
    ['$.lines[-1].sku', 'C'],
    ['$.lines[7].sku', undefined],
    ['$.lines.length', undefined],
    ['$.lines.length()', 3],
  ])('%s is one value or none', (path, expected) => {
    expect(valueAt(order, path)).toEqual(expected);
  });

  test.each([
    ['$.lines[*].sku', ['A', 'B', 'C']],
    ['$.lines[0,2].sku', ['A', 'C']],
    ['$.lines[1:].sku', ['B', 'C']],
    ['$.lines[:-1].sku', ['A', 'B']],
    ['$..sku', ['A', 'B', 'C']],
    ["$..['country']", ['DE']],
    ['$.lines[?(@.price > 10)].sku', ['B', 'C']],
    ["$.lines[?(@.sku == 'A')].price", [5]],
    ['$.lines[?(@.gift)].sku', ['B']],
    ['$.lines[?(@.price < 0)]', []],
    ['$.missing[*]', []],
  ])('%s is a list', (path, expected) => {
    expect(valueAt(order, path)).toEqual(expected);
  });

  test('that is not understood is an error that names it', () => {
    expect(() => valueAt(order, '$.lines[?(@.a == 1 && @.b == 2)]')).toThrow(/JSONPath .* is not supported/);
  });
});
