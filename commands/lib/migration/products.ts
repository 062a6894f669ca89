import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { importProduct, type Product } from '../../../services/catalog/import.ts';
import { type ApiClient, expectStatus } from '../api.ts';
import { type Deployment, output } from '../deployment.ts';
import { pagesOf } from './pages.ts';
import { forEach, type Goods, type Target } from './side.ts';

export const products: Goods<Product> = {
  name: 'products',
  keyOf: ({ sku }) => sku,
  versionOf: ({ version }) => version,
};

/** The catalogue of the legacy API, as operators reach it. */
export const legacyCatalogue = (operator: ApiClient): Target<Product> => ({
  ...behindDoor(operator, 'legacy'),
  write: (items) =>
    forEach(items, 3, async (product) =>
      // 409: there is one as new or newer by now.
      expectStatus(await operator.request('POST', '/transfer/products', { body: product }), 200, 409),
    ),
});

/** The catalogue of the service: read as anybody does, written to by what the service publishes for that. */
export function newCatalogue(deployment: Deployment, operator: ApiClient): Target<Product> {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(deployment.clientConfig));
  const table = output(deployment, 'CatalogTableName');
  return {
    ...behindDoor(operator, 'catalog'),
    write: (items) => forEach(items, 10, (product) => importProduct(documents, table, product)),
  };
}

/** What one of the two owners answers, whoever owns the routes now. */
const behindDoor = (operator: ApiClient, owner: string) => ({
  name: owner,
  pages: (cursor?: string) => pagesOf<Product>(operator, `/via/${owner}/products`, cursor),
  async remove({ sku, version }: Product) {
    const path = `/via/${owner}/products/${sku}?version=${version}`;
    // 409: it has changed since, and whoever compares next sees that.
    expectStatus(await operator.request('DELETE', path), 204, 409);
  },
});
