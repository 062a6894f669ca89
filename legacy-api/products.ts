import type { Database } from './database.ts';
import { parse } from './http/checks.ts';
import { fromCursor, toCursor } from './http/cursor.ts';
import { HttpError } from './http/errors.ts';
import type { ApiRequest, Route } from './http/router.ts';
import { skuPattern } from './identifiers.ts';
import { type ProductPage, productContracts } from './product-contract.ts';
import { productTable } from './product-table.ts';

const {
  'GET /products': list,
  'PUT /products/{sku}': put,
  'DELETE /products/{sku}': remove,
} = productContracts;

/** The product routes from before the catalogue took them over, with the same contract. */
export function productRoutes(database: Database): Route[] {
  const products = productTable(database);
  return [
    {
      method: 'GET',
      path: '/products',
      access: 'public',
      async handle({ query }) {
        const { limit, cursor } = parse(list.query, query);
        const found = await products.list(
          limit + 1,
          cursor === undefined ? '' : fromCursor(cursor, skuPattern),
        );
        const items = found.slice(0, limit);
        const last = found.length > limit ? items.at(-1) : undefined;
        const page: ProductPage = { items, nextCursor: last && toCursor(last.sku) };
        return { status: 200, body: page };
      },
    },
    {
      method: 'GET',
      path: '/products/{sku}',
      access: 'public',
      async handle({ parameters: { sku = '' } }) {
        const product = skuPattern.test(sku) ? await products.find(sku) : undefined;
        if (!product) throw new HttpError('not_found', 'No product has this SKU.');
        return { status: 200, body: product };
      },
    },
    {
      method: 'PUT',
      path: '/products/{sku}',
      access: 'operator',
      async handle(request) {
        const { sku, version, content } = await readProduct(request);
        if (version === undefined) {
          const created = await products.create(sku, content);
          if (!created) throw stale(`${sku} exists already: send the version that you read to replace it.`);
          return { status: 201, body: created, headers: { location: `/products/${sku}` } };
        }
        const replaced = await products.replace(sku, version, content);
        if (!replaced) throw stale(`${sku} is not at version ${version}: read it again and change that.`);
        return { status: 200, body: replaced };
      },
    },
    {
      method: 'DELETE',
      path: '/products/{sku}',
      access: 'operator',
      async handle({ parameters, query }) {
        const { sku } = parse(remove.path, parameters);
        const { version } = parse(remove.query, query);
        const gone = await products.remove(sku, version);
        if (!gone) throw stale(`${sku} is not at version ${version}: read it again and decide on that.`);
        return { status: 204 };
      },
    },
  ];
}

const stale = (detail: string) => new HttpError('stale_version', detail);

async function readProduct({ parameters, json }: ApiRequest) {
  const { sku: bodySku, version, ...content } = parse(put.body, await json());
  const { sku } = parse(put.path, parameters);
  if (bodySku === undefined || bodySku === sku) return { sku, version, content };
  const message = `expected ${sku}, as in the path`;
  throw new HttpError('invalid_request', `/sku: ${message}`, { fields: [{ path: '/sku', message }] });
}
