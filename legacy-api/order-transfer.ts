import type { Database } from './database.ts';
import { digits, list, named, object, optional, otherwise, parse } from './http/checks.ts';
import type { Contracts } from './http/contract.ts';
import { cursor, fromCursor, toCursor } from './http/cursor.ts';
import type { Route } from './http/router.ts';
import { orderIdPattern } from './identifiers.ts';
import { pastOrder } from './order-contract.ts';
import { orderTable } from './order-table.ts';

const highestLimit = 100;

const page = named(
  'PastOrderPage',
  object({ items: list(pastOrder, 0, highestLimit), nextCursor: optional(cursor) }),
);

/** What operators take out of this system while its history of orders moves to another. */
export const orderTransferContracts = {
  'GET /transfer/orders': {
    summary: 'Lists the past orders of all customers, a page at a time',
    query: object({ limit: otherwise(digits(1, highestLimit), 20), cursor: optional(cursor) }),
    answers: { 200: { description: 'A page of past orders', body: page } },
    errors: ['invalid_request', 'forbidden'],
  },
} as const satisfies Contracts;

export const orderTransferRoutes = (database: Database): Route[] => [
  {
    method: 'GET',
    path: '/transfer/orders',
    access: 'operator',
    async handle({ query }) {
      const { limit, cursor } = parse(orderTransferContracts['GET /transfer/orders'].query, query);
      const after = cursor === undefined ? '' : fromCursor(cursor, orderIdPattern);
      const found = await orderTable(database).list(limit + 1, after);
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return { status: 200, body: { items, nextCursor: last && toCursor(last.orderId) } };
    },
  },
];
