import * as z from 'zod';
import { digits } from '../shared/digits.ts';
import { CodedError } from '../shared/errors.ts';
import { shopCurrency } from '../shared/money.ts';
import { skuSchema } from '../shared/sku.ts';
import { cursorSchema } from './cursor.ts';

const maxVersion = 1_000_000_000;
const longestPage = 100;

/**
 * No control characters and no halves of surrogate pairs, which not every database holds; no U+FFFD, which is what API
 * Gateway makes of bytes that are no UTF-8.
 */
const text = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}\p{Cs}\ufffd]*$/u, 'expected text without control characters and broken Unicode');

/** The limits keep the longest page below DynamoDB's 1 MB per query. */
const content = {
  name: text.min(1).max(200),
  description: text.max(1_000),
  category: text.min(1).max(60),
  price: z.strictObject({
    amount: z.int().min(0).max(10_000_000).describe('In minor units: 1250 is 12.50'),
    currency: z.literal(shopCurrency),
  }),
};

/** What an operator writes. */
export const productInputSchema = z
  .strictObject({
    sku: skuSchema
      .optional()
      .describe('So that a product can be sent back as it was read: the one in the path'),
    ...content,
    version: z
      .int()
      .min(1)
      .max(maxVersion)
      .optional()
      .describe('The one that this replaces; absent: creates'),
  })
  .meta({ title: 'ProductInput' });

export type ProductInput = z.infer<typeof productInputSchema>;

/** A product as it is stored and shown. */
export const productSchema = z
  .strictObject({
    sku: skuSchema,
    ...content,
    version: z
      .int()
      .min(1)
      .max(maxVersion + 1)
      .describe('Counts up from 1'),
  })
  .meta({ title: 'Product' });

export type Product = z.infer<typeof productSchema>;

/** What `GET /products` accepts in its query string. */
export const pageSchema = z.strictObject({
  limit: digits(1, longestPage).default(20),
  cursor: cursorSchema.optional(),
});

/** Products in the order of their SKUs. */
export const productPageSchema = z
  .strictObject({
    items: z.array(productSchema).max(longestPage),
    nextCursor: cursorSchema.optional(),
  })
  .meta({ title: 'ProductPage' });

export type ProductPage = z.infer<typeof productPageSchema>;

/** What `DELETE /products/{sku}` accepts in its query string. */
export const removalSchema = z.strictObject({
  version: digits(1, maxVersion).optional(),
});

/** The product that an input to `sku` makes: the version after the one that it replaces, or the first. */
export function toProduct(sku: string, { version, ...input }: ProductInput): Product {
  if (input.sku !== undefined && input.sku !== sku) {
    const message = `expected ${sku}, as in the path, or no sku at all; got ${input.sku}`;
    throw new CodedError('invalid_request', `/sku: ${message}`, { fields: [{ path: '/sku', message }] });
  }
  return { ...input, sku, version: version === undefined ? 1 : version + 1 };
}
