import type { Client } from 'pg';
import products from '../data/products.json' with { type: 'json' };
import { customers } from './customers.ts';
import { orders } from './orders.ts';
import { mulberry32 } from './random.ts';

const fixedSeed = 20_210_104;
const customerCount = 1_000;

/** Every row that the legacy system starts with, by table and in the order in which references allow; always the same. */
export function seedRows(): Record<string, object[]> {
  const random = mulberry32(fixedSeed);
  const people = customers(random, customerCount);
  const customerIds = people.map(({ customer_id }) => customer_id);
  const past = orders(random, customerIds, products);
  return {
    customers: people,
    orders: past.orders,
    order_lines: past.lines,
    products: products.map(({ price, ...product }) => ({
      ...product,
      price_amount: price.amount,
      price_currency: price.currency,
      version: 1,
    })),
  };
}

/** Fills the empty tables, one statement for each. */
export async function seed(client: Client): Promise<void> {
  for (const [table, rows] of Object.entries(seedRows())) {
    const name = client.escapeIdentifier(table);
    await client.query(`INSERT INTO ${name} SELECT * FROM json_populate_recordset(NULL::${name}, $1)`, [
      JSON.stringify(rows),
    ]);
  }
}
