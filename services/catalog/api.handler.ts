import * as z from 'zod';
import { documents } from '../shared/aws-clients.ts';
import { readEnv } from '../shared/env.ts';
import { CodedError } from '../shared/errors.ts';
import { httpApi, jsonRoute, onlyFor, parseWith, pathParameter, type Route, route } from '../shared/http.ts';
import { skuSchema } from '../shared/sku.ts';
import { productTable } from './product-table.ts';
import { catalogRoutes } from './routes.ts';

const env = readEnv(z.object({ CATALOG_TABLE: z.string().min(1) }));
const products = productTable(documents(), env.CATALOG_TABLE);

const { 'GET /products': list, 'PUT /products/{sku}': put, 'DELETE /products/{sku}': remove } = catalogRoutes;

export const handler = httpApi('catalog', {
  'GET /products': route(async ({ event }) => {
    const { limit, cursor } = parseWith(list.query, event.queryStringParameters ?? {});
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
    jsonRoute(put.body, async ({ event, body }) => {
      const { sku } = parseWith(put.path, event.pathParameters);
      const product = await products.put(sku, body);
      if (body.version !== undefined) return { status: 200, body: product };
      return { status: 201, body: product, headers: { location: `/products/${sku}` } };
    }),
  ),

  'DELETE /products/{sku}': onlyFor(
    'operator',
    route(async ({ event }) => {
      const { sku } = parseWith(remove.path, event.pathParameters);
      const { version } = parseWith(remove.query, event.queryStringParameters ?? {});
      await products.remove(sku, version);
      return { status: 204 };
    }),
  ),
} satisfies Record<keyof typeof catalogRoutes, Route>);
