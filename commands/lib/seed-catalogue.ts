import products from '../../services/catalog/seed/products.json' with { type: 'json' };
import { accessToken } from './access-token.ts';
import { ApiClient, expectStatus } from './api.ts';
import type { Deployment } from './deployment.ts';

/**
 * Creates every product and its stock through the public API, one after the other: locally each request under way at
 * once is one more execution environment to start. What exists already is kept as it is.
 */
export async function seedCatalogue(
  deployment: Deployment,
  progress: (done: number, all: number) => void = () => {},
): Promise<{ products: number; kept: number }> {
  const api = new ApiClient(deployment.url, await accessToken(deployment, 'operator'));
  let kept = 0;
  for (const [index, { stock, sku, ...product }] of products.entries()) {
    const [created, stocked] = await Promise.all([
      api.request('PUT', `/products/${sku}`, { body: product }),
      api.request('PUT', `/stock/${sku}`, { body: { available: stock }, headers: { 'if-none-match': '*' } }),
    ]);
    expectStatus(created, 201, 409);
    expectStatus(stocked, 200, 201, 412);
    if (created.status === 409) kept += 1;
    progress(index + 1, products.length);
  }
  return { products: products.length, kept };
}
