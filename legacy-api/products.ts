import type { Database } from './database.ts';
import { digits, matching, object, optional, parse, text, wholeNumber } from './http/checks.ts';
import { HttpError } from './http/errors.ts';
import type { ApiRequest, Route } from './http/router.ts';
import { sku as skuCheck, skuPattern } from './identifiers.ts';
import { type ProductInput, productTable } from './product-table.ts';

const defaultLimit = 20;
const highestVersion = 1_000_000_000;

const pageQuery = object({ limit: optional(digits(1, 100)), cursor: optional(text(1, 200)) });
const removalQuery = object({ version: optional(digits(1, highestVersion)) });

const productInput = object({
  /** Only so that a product can be sent back as it was read. */
  sku: optional(skuCheck),
  name: text(1, 200),
  description: text(0, 1_000),
  category: text(1, 60),
  price: object({ amount: wholeNumber(0, 10_000_000), currency: matching(/^EUR$/, 'EUR') }),
  /** The version that this replaces; absent creates a product. */
  version: optional(wholeNumber(1, highestVersion)),
});

/** The product routes from before the catalogue took them over, with the same contract. */
export function productRoutes(database: Database): Route[] {
  const products = productTable(database);
  return [
    {
      method: 'GET',
      path: '/products',
      access: 'public',
      async handle({ query }) {
        const { limit = defaultLimit, cursor } = parse(pageQuery, query);
        const found = await products.list(limit + 1, cursor === undefined ? '' : fromCursor(cursor));
        const items = found.slice(0, limit);
        const last = found.length > limit ? items.at(-1) : undefined;
        return { status: 200, body: { items, ...(last && { nextCursor: toCursor(last.sku) }) } };
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
        const { sku, version, input } = await readProduct(request);
        if (version === undefined) {
          const created = await products.create(sku, input);
          if (!created) throw stale(`${sku} exists already: send the version that you read to replace it.`);
          return { status: 201, body: created, headers: { location: `/products/${sku}` } };
        }
        const replaced = await products.replace(sku, version, input);
        if (!replaced) throw stale(`${sku} is not at version ${version}: read it again and change that.`);
        return { status: 200, body: replaced };
      },
    },
    {
      method: 'DELETE',
      path: '/products/{sku}',
      access: 'operator',
      async handle({ parameters, query }) {
        const { sku } = parse(object({ sku: skuCheck }), parameters);
        const { version } = parse(removalQuery, query);
        const gone = await products.remove(sku, version);
        if (!gone) throw stale(`${sku} is not at version ${version}: read it again and decide on that.`);
        return { status: 204 };
      },
    },
  ];
}

const stale = (detail: string) => new HttpError('stale_version', detail);

async function readProduct({ parameters, json }: ApiRequest) {
  const { sku: bodySku, version, ...input } = parse(productInput, await json());
  const { sku } = parse(object({ sku: skuCheck }), parameters);
  if (bodySku === undefined || bodySku === sku) return { sku, version, input: input satisfies ProductInput };
  const message = `expected ${sku}, as in the path`;
  throw new HttpError('invalid_request', `/sku: ${message}`, { fields: [{ path: '/sku', message }] });
}

/** Where a page ended, opaque to callers: they may only send it back. */
const toCursor = (lastSku: string) => Buffer.from(lastSku).toString('base64url');

function fromCursor(cursor: string): string {
  const sku = Buffer.from(cursor, 'base64url').toString();
  if (skuPattern.test(sku) && toCursor(sku) === cursor) return sku;
  const message = 'expected a nextCursor from this list, unchanged';
  throw new HttpError('invalid_request', `/cursor: ${message}`, { fields: [{ path: '/cursor', message }] });
}
