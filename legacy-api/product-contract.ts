import {
  digits,
  list,
  named,
  object,
  oneOf,
  optional,
  otherwise,
  text,
  type ValueOf,
  wholeNumber,
} from './http/checks.ts';
import type { Contracts } from './http/contract.ts';
import { cursor } from './http/cursor.ts';
import { sku } from './identifiers.ts';

const highestVersion = 1_000_000_000;
const highestLimit = 100;

const content = {
  name: text(1, 200),
  description: text(0, 1_000),
  category: text(1, 60),
  /** In minor units. */
  price: object({ amount: wholeNumber(0, 10_000_000), currency: oneOf('EUR') }),
};

const productInput = named(
  'ProductInput',
  object({
    /** Only so that a product can be sent back as it was read. */
    sku: optional(sku),
    ...content,
    /** The version that this replaces; absent creates a product. */
    version: optional(wholeNumber(1, highestVersion)),
  }),
);

/** The version counts up from 1 with every replacement. */
export const product = named(
  'Product',
  object({ sku, ...content, version: wholeNumber(1, highestVersion + 1) }),
);
export type Product = ValueOf<typeof product>;
export type ProductContent = Pick<Product, keyof typeof content>;

const page = named(
  'ProductPage',
  object({ items: list(product, 0, highestLimit), nextCursor: optional(cursor) }),
);
export type ProductPage = ValueOf<typeof page>;

const path = object({ sku });

/** What the product routes take and answer, as the catalogue that took them over does. */
export const productContracts = {
  'GET /products': {
    summary: 'Lists products, a page at a time',
    query: object({ limit: otherwise(digits(1, highestLimit), 20), cursor: optional(cursor) }),
    answers: { 200: { description: 'A page of products', body: page } },
    errors: ['invalid_request'],
  },
  'GET /products/{sku}': {
    summary: 'Shows a product',
    path,
    answers: { 200: { description: 'The product', body: product } },
    errors: ['not_found'],
  },
  'PUT /products/{sku}': {
    summary: 'Creates a product, or replaces the version that the body names',
    path,
    body: productInput,
    answers: {
      200: { description: 'The product in its new version', body: product },
      201: { description: 'The new product', body: product, headers: ['location'] },
    },
    errors: ['invalid_request', 'forbidden', 'stale_version'],
  },
  'DELETE /products/{sku}': {
    summary: 'Removes a product, when a version is given only in that one',
    path,
    query: object({ version: optional(digits(1, highestVersion)) }),
    answers: { 204: { description: 'It is not there, or not any more' } },
    errors: ['invalid_request', 'forbidden', 'stale_version'],
  },
} as const satisfies Contracts;
