import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  importBatchSize,
  importedPastOrders,
  importPastOrders,
  type PastOrder,
} from '../../../services/orders/import.ts';
import type { ApiClient } from '../api.ts';
import { type Deployment, output } from '../deployment.ts';
import { copy } from './copy.ts';
import { pagesOf } from './pages.ts';
import type { Goods, Side, Target } from './side.ts';

/** They have ended: no version tells one from a later one. */
export const pastOrders: Goods<PastOrder> = { name: 'past orders', keyOf: ({ orderId }) => orderId };

/** All past orders of the legacy API, which shows them to operators only. */
export const legacyOrders = (operator: ApiClient): Side<PastOrder> => ({
  name: 'legacy',
  pages: (cursor) => pagesOf<PastOrder>(operator, '/transfer/orders', cursor),
});

/** The history of the orders service, by what it publishes for this: its API shows one customer's at a time. */
export function newHistory(deployment: Deployment): Target<PastOrder> {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(deployment.clientConfig));
  const table = output(deployment, 'OrderHistoryTableName');
  return {
    name: 'orders',
    async *pages() {
      for await (const items of importedPastOrders(documents, table)) yield { items };
    },
    async write(items) {
      for (let start = 0; start < items.length; start += importBatchSize)
        await importPastOrders(documents, table, items.slice(start, start + importBatchSize));
    },
  };
}

/** Copies what the orders service lacks, once it answers for past orders: before, nobody misses them there. */
export async function fillHistory(deployment: Deployment, operator: ApiClient): Promise<void> {
  const { servedBy } = await operator.request('GET', '/orders/history?limit=1');
  if (servedBy !== 'orders') return;
  const way = { goods: pastOrders, from: legacyOrders(operator), to: newHistory(deployment) };
  await copy(way, { onlyNew: true });
}
