import type { Database } from './database.ts';
import { maySee } from './http/caller.ts';
import { parse } from './http/checks.ts';
import { HttpError } from './http/errors.ts';
import type { Route } from './http/router.ts';
import { orderContracts, type PastOrder } from './order-contract.ts';

interface OrderRow {
  order_id: string;
  customer_id: string;
  status: PastOrder['status'];
  placed_at: Date;
  currency: string;
  lines: { sku: string; name: string; quantity: number; unit_price: number }[];
}

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
      return { status: 200, body: { items: await history(database, customerId, limit) } };
    },
  },
];

async function history(database: Database, customerId: string, limit: number) {
  const rows = await database.query<OrderRow>(
    `SELECT newest.*, (
       SELECT json_agg(json_build_object(
         'sku', sku, 'name', name, 'quantity', quantity, 'unit_price', unit_price) ORDER BY line_number)
       FROM order_lines WHERE order_lines.order_id = newest.order_id) AS lines
     FROM (
       SELECT order_id, customer_id, status, placed_at, currency FROM orders
       WHERE customer_id = $1 ORDER BY placed_at DESC, order_id DESC LIMIT $2) AS newest
     ORDER BY placed_at DESC, order_id DESC`,
    [customerId, limit],
  );
  return rows.map(toOrder);
}

function toOrder({ order_id, customer_id, status, placed_at, currency, lines }: OrderRow): PastOrder {
  const money = (amount: number) => ({ amount, currency });
  return {
    orderId: order_id,
    customerId: customer_id,
    status,
    placedAt: placed_at.toISOString(),
    lines: lines.map(({ sku, name, quantity, unit_price }) => ({
      sku,
      name,
      quantity,
      unitPrice: money(unit_price),
      lineTotal: money(quantity * unit_price),
    })),
    total: money(lines.reduce((sum, { quantity, unit_price }) => sum + quantity * unit_price, 0)),
  };
}
