import type { StockRow } from '../snapshot.ts';
import { type Books, everWas, isAtEnd, sum } from './books.ts';
import type { Rule } from './rule.ts';

/** What holds for the stock and its reservations. */
export const stockRules: readonly Rule[] = [
  {
    count: 'oversold',
    wrong: 'products have more or fewer pieces than there were',
    breaches: ({ snapshot: { stock, initialStock } }) =>
      Object.entries(initialStock).flatMap(([sku, initial]) => {
        const row = stock.find((each) => each.sku === sku);
        const now = row ? row.available + row.reserved + row.sold : 0;
        return now === initial ? [] : [`${sku} (${now} of ${initial})`];
      }),
  },
  {
    count: 'oversold',
    wrong: 'products have a count below zero',
    breaches: ({ snapshot: { stock } }) =>
      stock
        .filter(({ available, reserved, sold }) => Math.min(available, reserved, sold) < 0)
        .map(({ sku }) => sku),
  },
  {
    count: 'oversold',
    wrong: 'products have other pieces reserved or sold than their orders say',
    breaches: (books) => soldInRun(books).flatMap((row) => differencesOf(books, row)),
  },
  {
    count: 'oversold',
    wrong: 'orders at their end hold stock that they should not, or lack what they bought',
    breaches(books) {
      const states = new Map(
        books.snapshot.reservations.map(({ orderId, state }) => [orderId, state] as const),
      );
      return books.snapshot.orders.filter(isAtEnd).flatMap((order) => {
        const state = states.get(order.orderId) ?? 'none';
        const expected = everWas(order, 'COMPLETED') ? ['sold'] : ['released', 'none'];
        return expected.includes(state) ? [] : [`${order.orderId} (${order.status}, stock ${state})`];
      });
    },
  },
];

const soldInRun = ({ snapshot: { stock, initialStock } }: Books) =>
  stock.filter(({ sku }) => sku in initialStock);

function differencesOf({ snapshot: { reservations } }: Books, { sku, reserved, sold }: StockRow): string[] {
  const pieces = (state: string) =>
    sum(
      reservations
        .filter((reservation) => reservation.state === state)
        .flatMap(({ lines }) => lines.filter((line) => line.sku === sku).map(({ quantity }) => quantity)),
    );
  const [isReserved, isSold] = [pieces('reserved'), pieces('sold')];
  if (isReserved === reserved && isSold === sold) return [];
  return [`${sku} (${reserved} reserved and ${sold} sold, its orders say ${isReserved} and ${isSold})`];
}
