import type { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useLegacyServer } from './testing/legacy-server.ts';

const { connect } = useLegacyServer();
let client: Client;
beforeAll(async () => {
  client = await connect();
});
afterAll(() => client.end());

const customer = (country: string, email: string) =>
  `INSERT INTO customers SELECT 'C-1', name, ${email}, street, city, postal_code, '${country}', since FROM customers LIMIT 1`;
const order = (status: string, currency: string, customerId = 'C-10001') =>
  `INSERT INTO orders VALUES ('L-1', '${customerId}', '${status}', now(), '${currency}')`;
const line = (quantity: number, price: number, orderId = 'order_id') =>
  `INSERT INTO order_lines SELECT ${orderId}, 999, 'MUG', 'Mug', ${quantity}, ${price} FROM orders LIMIT 1`;
const product = (sku: string, amount: number, currency: string) =>
  `INSERT INTO products VALUES ('${sku}', 'Mug', '', 'kitchen', ${amount}, '${currency}')`;

test.each([
  ['a customer of no country', 'customers_country_check', customer('de', "'x@example.com'")],
  ['a second customer of an address', 'customers_email_key', customer('DE', 'email')],
  ['an order of nobody', 'orders_customer_id_fkey', order('COMPLETED', 'EUR', 'nobody')],
  ['an order of an unknown status', 'orders_status_check', order('LOST', 'EUR')],
  ['an order in no currency', 'orders_currency_check', order('COMPLETED', 'euro')],
  ['a line of no order', 'order_lines_order_id_fkey', line(1, 1, "'nowhere'")],
  ['a line of nothing', 'order_lines_quantity_check', line(0, 1)],
  ['a line below nothing', 'order_lines_unit_price_check', line(1, -1)],
  ['a product of no SKU', 'products_sku_check', product('mug', 1, 'EUR')],
  ['a product below nothing', 'products_price_amount_check', product('MUG-999', -1, 'EUR')],
  ['a product in no currency', 'products_price_currency_check', product('MUG-999', 1, 'euro')],
  [
    'a shipment to no country',
    'shipments_country_check',
    "INSERT INTO shipments (order_id, customer_id, lines, country, postal_code, carrier) VALUES ('L-1', 'C', '[]', 'de', '1', 'x')",
  ],
])('the database itself refuses %s', async (_, constraint, statement) => {
  await expect(client.query(statement)).rejects.toMatchObject({ constraint });
});
