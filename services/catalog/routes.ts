import * as z from 'zod';
import type { RouteContracts } from '../shared/route-contract.ts';
import { skuSchema } from '../shared/sku.ts';
import {
  pageSchema,
  productInputSchema,
  productPageSchema,
  productSchema,
  removalSchema,
} from './product.ts';

const path = z.strictObject({ sku: skuSchema });

/** What the catalogue's routes take and answer. */
export const catalogRoutes = {
  'GET /products': {
    summary: 'Lists products, a page at a time',
    query: pageSchema,
    answers: { 200: { description: 'A page of products', body: productPageSchema } },
    errors: ['invalid_request'],
  },
  'GET /products/{sku}': {
    summary: 'Shows a product',
    path,
    answers: { 200: { description: 'The product', body: productSchema } },
    errors: ['not_found'],
  },
  'PUT /products/{sku}': {
    summary: 'Creates a product, or replaces the version that the body names',
    path,
    body: productInputSchema,
    answers: {
      200: { description: 'The product in its new version', body: productSchema },
      201: { description: 'The new product', body: productSchema, headers: ['location'] },
    },
    errors: ['invalid_request', 'forbidden', 'stale_version'],
  },
  'DELETE /products/{sku}': {
    summary: 'Removes a product, when a version is given only in that one',
    path,
    query: removalSchema,
    answers: { 204: { description: 'It is not there, or not any more' } },
    errors: ['invalid_request', 'forbidden', 'stale_version'],
  },
} as const satisfies RouteContracts;
