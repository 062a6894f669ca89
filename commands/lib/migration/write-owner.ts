import type { ApiClient } from '../api.ts';

/** Fits the schema of no owner, so nothing is written. */
const nobodyTakes = { body: {} };

/** Who owns the writes of products in the running system: whoever answers them. */
export async function ownerOfWrites(operator: ApiClient): Promise<string> {
  const { status, servedBy } = await operator.request('PUT', '/products/WHO-WRITES', nobodyTakes);
  if (status === 400 && servedBy !== null && servedBy !== 'gateway') return servedBy;
  throw new Error(
    `It cannot be told who owns the writes of products: PUT /products/{sku} answers ${status}, served by ${servedBy ?? 'nobody'}; expected 400 from one of its owners`,
  );
}
