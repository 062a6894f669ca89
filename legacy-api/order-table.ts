import type { Database } from './database.ts';
import type { PastOrder } from './order-contract.ts';

interface OrderRow {
  order_id: string;
  customer_id: string;
  status: PastOrder['status'];
  placed_at: Date;
  currency: string;
  lines: { sku: string; name: string; quantity: number; unit_price: number }[];
}

/** Orders of the past with their lines. */
export function orderTable(database: Database) {
  /** `chosen` ends a statement that begins with `SELECT ... FROM orders`, and sorts. */
  async function select(chosen: string, values: unknown[]): Promise<PastOrder[]> {
    const rows = await database.query<OrderRow>(
      `SELECT order_id, customer_id, status, placed_at, currency, (
         SELECT json_agg(json_build_object(
           'sku', sku, 'name', name, 'quantity', quantity, 'unit_price', unit_price) ORDER BY line_number)
         FROM order_lines WHERE order_lines.order_id = orders.order_id) AS lines
       FROM orders ${chosen}`,
      values,
    );
    return rows.map(toOrder);
  }

  return {
    /** Of one customer, the newest first. */
    newest: (customerId: string, limit: number) =>
      select('WHERE customer_id = $1 ORDER BY placed_at DESC, order_id DESC LIMIT $2', [customerId, limit]),

    /** Of all customers, in the order of their ids, from the one after `after`. */
    list: (limit: number, after: string) =>
      select('WHERE order_id > $1 ORDER BY order_id LIMIT $2', [after, limit]),
  };
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
