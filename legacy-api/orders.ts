import type { Database } from './database.ts';
import { maySee } from './http/caller.ts';
import { parse } from './http/checks.ts';
import { HttpError } from './http/errors.ts';
import type { Route } from './http/router.ts';
import { orderContracts } from './order-contract.ts';
import { orderTable } from './order-table.ts';

/** The orders of the past, newest first. New orders are not placed here any more. */
export const orderRoutes = (database: Database): Route[] => [
  {
    method: 'GET',
    path: '/orders/history',
    access: 'customer',
    async handle({ caller, query }) {
      const { customerId = caller?.id ?? '', limit } = parse(
        orderContracts['GET /orders/history'].query,
        query,
      );
      // The same for a customer who does not exist: who asks learns nothing of others.
      if (!maySee(caller, customerId)) throw new HttpError('not_found', 'You see no customer with this id.');
      return { status: 200, body: { items: await orderTable(database).newest(customerId, limit) } };
    },
  },
];
