import * as z from 'zod';
import { documents } from '../shared/aws-clients.ts';
import { readEnv } from '../shared/env.ts';
import { CodedError } from '../shared/errors.ts';
import { httpApi, jsonRoute, onlyFor, parseWith, pathParameter, route } from '../shared/http.ts';
import { skuSchema } from '../shared/sku.ts';
import { pageSchema, productInputSchema, removalSchema } from './product.ts';
import { productTable } from './product-table.ts';

const env = readEnv(z.object({ CATALOG_TABLE: z.string().min(1) }));
const pathSchema = z.strictObject({ sku: skuSchema });
const products = productTable(documents(), env.CATALOG_TABLE);

export const handler = httpApi('catalog', {
  'GET /products': route(async ({ event }) => {
    const { limit, cursor } = parseWith(pageSchema, event.queryStringParameters ?? {});
    return { status: 200, body: await products.list(limit, cursor) };
  }),

  'GET /products/{sku}': route(async ({ event }) => {
    const sku = pathParameter(event, 'sku');
    const product = skuSchema.safeParse(sku).success ? await products.find(sku) : undefined;
    if (!product) throw new CodedError('not_found', `No product has the SKU ${sku}`);
    return { status: 200, body: product };
  }),

  'PUT /products/{sku}': onlyFor(
    'operator',
    jsonRoute(productInputSchema, async ({ event, body }) => {
      const { sku } = parseWith(pathSchema, event.pathParameters);
      const product = await products.put(sku, body);
      if (body.version !== undefined) return { status: 200, body: product };
      return { status: 201, body: product, headers: { location: `/products/${sku}` } };
    }),
  ),

  'DELETE /products/{sku}': onlyFor(
    'operator',
    route(async ({ event }) => {
      const { version } = parseWith(removalSchema, event.queryStringParameters ?? {});
      const { sku } = parseWith(pathSchema, event.pathParameters);
      await products.remove(sku, version);
      return { status: 204 };
    }),
  ),
});
