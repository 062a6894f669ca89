import type { Database } from './database.ts';
import type { Product, ProductContent } from './product-contract.ts';

interface ProductRow {
  sku: string;
  name: string;
  description: string;
  category: string;
  price_amount: number;
  price_currency: Product['price']['currency'];
  version: number;
}

/** Products by SKU. Every change is one statement, so two that come at once cannot both win. */
export function productTable(database: Database) {
  async function one(statement: string, values: unknown[]): Promise<Product | undefined> {
    const [row] = await database.query<ProductRow>(statement, values);
    return row && toProduct(row);
  }

  return {
    find: (sku: string) => one('SELECT * FROM products WHERE sku = $1', [sku]),

    /** In the order of their SKUs' bytes, from the one after `after`. */
    async list(limit: number, after: string): Promise<Product[]> {
      const rows = await database.query<ProductRow>(
        'SELECT * FROM products WHERE sku > $1 ORDER BY sku LIMIT $2',
        [after, limit],
      );
      return rows.map(toProduct);
    },

    /** Undefined when the SKU is taken. */
    create: (sku: string, content: ProductContent) =>
      one(
        `INSERT INTO products (sku, name, description, category, price_amount, price_currency)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (sku) DO NOTHING RETURNING *`,
        [sku, ...columns(content)],
      ),

    /** Undefined when the product is not there in this version. */
    replace: (sku: string, version: number, content: ProductContent) =>
      one(
        `UPDATE products SET name = $3, description = $4, category = $5, price_amount = $6, price_currency = $7,
           version = version + 1
         WHERE sku = $1 AND version = $2 RETURNING *`,
        [sku, version, ...columns(content)],
      ),

    /** Takes a product as another system has it, version and all. Undefined when the one here is as new or newer. */
    accept: ({ sku, version, ...content }: Product) =>
      one(
        `INSERT INTO products (sku, version, name, description, category, price_amount, price_currency)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (sku) DO UPDATE SET version = excluded.version, name = excluded.name,
           description = excluded.description, category = excluded.category,
           price_amount = excluded.price_amount, price_currency = excluded.price_currency
         WHERE products.version < excluded.version RETURNING *`,
        [sku, version, ...columns(content)],
      ),

    /** Whether the product is gone now: not when `version` is given and it is there in another one. */
    async remove(sku: string, version?: number): Promise<boolean> {
      await database.query('DELETE FROM products WHERE sku = $1 AND version = coalesce($2, version)', [
        sku,
        version,
      ]);
      return version === undefined || !(await this.find(sku));
    },
  };
}

const columns = ({ name, description, category, price }: ProductContent) => [
  name,
  description,
  category,
  price.amount,
  price.currency,
];

const toProduct = ({ price_amount, price_currency, ...row }: ProductRow): Product => ({
  sku: row.sku,
  name: row.name,
  description: row.description,
  category: row.category,
  price: { amount: price_amount, currency: price_currency },
  version: row.version,
});
