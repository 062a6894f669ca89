import * as z from 'zod';
import { CodedError } from '../shared/errors.ts';
import { shopCurrency } from '../shared/money.ts';
import { skuSchema } from '../shared/sku.ts';

const maxVersion = 1_000_000_000;

/** What an operator writes. The limits keep a page of 100 products below DynamoDB's 1 MB per query. */
export const productInputSchema = z.strictObject({
  /** Only so that a product can be sent back as it was read: it must be the one in the path. */
  sku: skuSchema.optional(),
  name: z.string().trim().min(1).max(200),
  description: z.string().trim().max(1_000),
  category: z.string().trim().min(1).max(60),
  price: z.strictObject({
    /** Minor units: at most 100,000.00. */
    amount: z.int().min(0).max(10_000_000),
    currency: z.literal(shopCurrency),
  }),
  /** The version that this replaces; absent creates a product. */
  version: z.int().min(1).max(maxVersion).optional(),
});

export type ProductInput = z.infer<typeof productInputSchema>;

/** A product as it is stored and shown. Its first version is 1. */
export type Product = Required<ProductInput>;

/** What `GET /products` accepts in its query string. */
export const pageSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(200).optional(),
});

/** What `DELETE /products/{sku}` accepts in its query string. */
export const removalSchema = z.strictObject({
  version: z.coerce.number().int().min(1).max(maxVersion).optional(),
});

/** The product that an input to `sku` makes: the version after the one that it replaces, or the first. */
export function toProduct(sku: string, { version, ...input }: ProductInput): Product {
  if (input.sku !== undefined && input.sku !== sku) {
    const message = `expected ${sku}, as in the path, or no sku at all; got ${input.sku}`;
    throw new CodedError('invalid_request', `/sku: ${message}`, { fields: [{ path: '/sku', message }] });
  }
  return { ...input, sku, version: version === undefined ? 1 : version + 1 };
}
