import products from '../../services/catalog/seed/products.json' with { type: 'json' };
import { accessToken } from './access-token.ts';
import { ApiClient, expectStatus } from './api.ts';
import type { Deployment } from './deployment.ts';

/**
 * Creates every product and its stock through the public API, each one after the other: locally each request under way at
 * once is one more execution environment to start. What exists already is kept as it is.
 */
export async function seedCatalogue(
  deployment: Deployment,
  progress: (done: number, all: number) => void = () => {},
): Promise<{ products: number; kept: number }> {
  const api = new ApiClient(deployment.url, await accessToken(deployment, 'operator'));
  const [kept] = await Promise.all([createProducts(api, progress), createStock(api)]);
  return { products: products.length, kept };
}

/** Answers how many were there already. */
async function createProducts(
  api: ApiClient,
  progress: (done: number, all: number) => void,
): Promise<number> {
  let kept = 0;
  for (const [index, { stock: _, sku, ...product }] of products.entries()) {
    const created = await api.request('PUT', `/products/${sku}`, { body: product });
    expectStatus(created, 201, 409);
    if (created.status === 409) kept += 1;
    progress(index + 1, products.length);
  }
  return kept;
}

async function createStock(api: ApiClient): Promise<void> {
  const headers = { 'if-none-match': '*' };
  for (const { sku, stock } of products)
    expectStatus(
      await api.request('PUT', `/stock/${sku}`, { body: { available: stock }, headers }),
      200,
      201,
      412,
    );
}
