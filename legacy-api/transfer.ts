import type { Database } from './database.ts';
import { parse } from './http/checks.ts';
import { fromCursor, toCursor } from './http/cursor.ts';
import { HttpError } from './http/errors.ts';
import type { Route } from './http/router.ts';
import { orderIdPattern } from './identifiers.ts';
import { orderTable } from './order-table.ts';
import { productTable } from './product-table.ts';
import { transferContracts } from './transfer-contract.ts';

const { 'GET /transfer/orders': list, 'POST /transfer/products': bring } = transferContracts;

/** The routes by which data leave for the services that replace this system, and come back. */
export const transferRoutes = (database: Database): Route[] => [
  {
    method: 'GET',
    path: '/transfer/orders',
    access: 'operator',
    async handle({ query }) {
      const { limit, cursor } = parse(list.query, query);
      const after = cursor === undefined ? '' : fromCursor(cursor, orderIdPattern);
      const found = await orderTable(database).list(limit + 1, after);
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return { status: 200, body: { items, nextCursor: last && toCursor(last.orderId) } };
    },
  },
  {
    method: 'POST',
    path: '/transfer/products',
    access: 'operator',
    async handle({ json }) {
      const product = parse(bring.body, await json());
      const accepted = await productTable(database).accept(product);
      if (accepted) return { status: 200, body: accepted };
      throw new HttpError(
        'stale_version',
        `${product.sku} is here in version ${product.version} or a later one: nothing was changed.`,
      );
    },
  },
];
