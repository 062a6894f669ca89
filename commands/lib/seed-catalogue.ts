import stock from '../../services/fulfilment/seed/stock.json' with { type: 'json' };
import { accessToken } from './access-token.ts';
import { ApiClient, expectStatus } from './api.ts';
import type { Deployment } from './deployment.ts';
import { copy } from './migration/copy.ts';
import { fillHistory } from './migration/past-orders.ts';
import { legacyCatalogue, newCatalogue, products } from './migration/products.ts';

/**
 * Fills the catalogue with what the legacy API has and it has not, and the stock. What is there already is kept as it is.
 * `legacyIsUp`, where the system still starts, says when the legacy API can be asked.
 */
export async function seedCatalogue(
  deployment: Deployment,
  {
    progress = () => {},
    legacyIsUp,
  }: { progress?: (done: number, all: number) => void; legacyIsUp?: Promise<void> } = {},
): Promise<{ products: number; kept: number }> {
  const operator = new ApiClient(deployment.url, await accessToken(deployment, 'operator'));
  const [{ read, written }] = await Promise.all([
    fill(deployment, operator, legacyIsUp),
    createStock(operator, progress),
  ]);
  return { products: read, kept: read - written };
}

async function fill(deployment: Deployment, operator: ApiClient, legacyIsUp?: Promise<void>) {
  await legacyIsUp;
  const catalogue = {
    goods: products,
    from: legacyCatalogue(operator),
    to: newCatalogue(deployment, operator),
  };
  const filled = await copy(catalogue, { onlyNew: true });
  await fillHistory(deployment, operator);
  return filled;
}

/** Each after the other: locally each request under way at once is one more execution environment to start. */
async function createStock(api: ApiClient, progress: (done: number, all: number) => void): Promise<void> {
  const headers = { 'if-none-match': '*' };
  const levels = Object.entries(stock);
  for (const [index, [sku, available]] of levels.entries()) {
    const answer = await api.request('PUT', `/stock/${sku}`, { body: { available }, headers });
    expectStatus(answer, 200, 201, 412);
    progress(index + 1, levels.length);
  }
}
