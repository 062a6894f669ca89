import products from '../../services/catalog/seed/products.json' with { type: 'json' };
import { accessToken } from './access-token.ts';
import { ApiClient, expectStatus } from './api.ts';
import type { Deployment } from './deployment.ts';

const parallelRequests = 8;

/** Creates every product and its stock through the public API. What exists already is kept as it is. */
export async function seedCatalogue(
  deployment: Deployment,
  progress: (done: number, all: number) => void = () => {},
): Promise<{ products: number; kept: number }> {
  const api = new ApiClient(deployment.url, await accessToken(deployment, 'operator'));
  const queue = products[Symbol.iterator]();
  let done = 0;
  let kept = 0;
  const worker = async () => {
    for (const { stock, sku, ...product } of queue) {
      const created = await api.request('PUT', `/products/${sku}`, { body: product });
      expectStatus(created, 201, 409);
      const stocked = await api.request('PUT', `/stock/${sku}`, {
        body: { available: stock },
        headers: { 'if-none-match': '*' },
      });
      expectStatus(stocked, 200, 201, 412);
      if (created.status === 409) kept += 1;
      done += 1;
      progress(done, products.length);
    }
  };
  await Promise.all(Array.from({ length: parallelRequests }, worker));
  return { products: products.length, kept };
}
