import { isDeepStrictEqual } from 'node:util';
import { type Cast, eventually } from './cast.ts';
import type { Wish } from './orders.ts';
import { describeLevel, type Level, stockOf } from './stock.ts';

const skus = ['MUG-001', 'MUG-002'] as const;

/** How many of each are ordered. */
export const mugsOfEach = 2;

/** What is ordered where any system must have it: from the catalogue that every deployment is loaded with. */
export const mugs: Wish = { lines: skus.map((sku) => ({ sku, quantity: mugsOfEach })) };

/** The stock of what is ordered, by SKU. */
export type MugStock = Record<string, Level>;

/** What of each is in stock now. */
export async function mugsInStock(cast: Cast): Promise<MugStock> {
  const levels = skus.map(async (sku): Promise<[string, Level]> => [sku, await stockOf(cast, sku)]);
  return Object.fromEntries(await Promise.all(levels));
}

/** Waits until the stock is what it was with a change to each product; answers it in words. */
export async function mugsBecome(cast: Cast, before: MugStock, change: Partial<Level>): Promise<string> {
  const expected = Object.fromEntries(
    Object.entries(before).map(([sku, { available, reserved, sold }]): [string, Level] => [
      sku,
      {
        available: available + (change.available ?? 0),
        reserved: reserved + (change.reserved ?? 0),
        sold: sold + (change.sold ?? 0),
      },
    ]),
  );
  const stock = await eventually(
    cast,
    () => mugsInStock(cast),
    (now) => isDeepStrictEqual(now, expected),
    (now) => `the stock is ${describe(now)}; expected ${describe(expected)}`,
  );
  return describe(stock);
}

const describe = (stock: MugStock): string =>
  Object.entries(stock)
    .map(([sku, level]) => `${sku} ${describeLevel(level)}`)
    .join('; ');
