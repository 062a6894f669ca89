import type { PastOrder } from '../../../services/orders/import.ts';
import { accessToken } from '../access-token.ts';
import { ApiClient } from '../api.ts';
import type { Deployment } from '../deployment.ts';
import { legacyOrders, newHistory } from '../migration/past-orders.ts';

/** Gives a new system's order history what the legacy API has: it comes there by its migration alone. */
export async function bringHistory(deployment: Deployment): Promise<void> {
  const operator = new ApiClient(deployment.url, await accessToken(deployment, 'operator'));
  const past: PastOrder[] = [];
  for await (const { items } of legacyOrders(operator).pages()) past.push(...items);
  await newHistory(deployment).write(past);
}
