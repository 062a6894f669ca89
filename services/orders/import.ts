import { setTimeout } from 'node:timers/promises';
import {
  BatchWriteCommand,
  type BatchWriteCommandOutput,
  type DynamoDBDocumentClient,
  paginateScan,
} from '@aws-sdk/lib-dynamodb';
import { toItem, toPastOrder } from './history-table.ts';
import type { PastOrder } from './past-order.ts';

export type { PastOrder } from './past-order.ts';

/** DynamoDB takes so many items in one BatchWriteItem. */
export const importBatchSize = 25;
const attempts = 8;

/**
 * Writes up to `importBatchSize` past orders over from the system that took them. Repeating it changes nothing: they have
 * ended and are written as they are. Needs `dynamodb:BatchWriteItem` on the table of the history.
 */
export async function importPastOrders(
  documents: DynamoDBDocumentClient,
  table: string,
  orders: readonly PastOrder[],
): Promise<void> {
  let request: BatchWriteCommandOutput['UnprocessedItems'] = {
    [table]: orders.map((order) => ({ PutRequest: { Item: toItem(order) } })),
  };
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (attempt > 0) await setTimeout(2 ** attempt * 10);
    const answer: BatchWriteCommandOutput = await documents.send(
      new BatchWriteCommand({ RequestItems: request }),
    );
    request = answer.UnprocessedItems;
    if (!request?.[table]) return;
  }
  throw new Error(
    `DynamoDB left orders for ${table} unwritten after ${attempts} attempts: it is throttling these writes`,
  );
}

/** Every past order that has been written over, in pages and in no order. Needs `dynamodb:Scan` on that table. */
export async function* importedPastOrders(
  documents: DynamoDBDocumentClient,
  table: string,
): AsyncGenerator<PastOrder[]> {
  const pages = paginateScan({ client: documents }, { TableName: table, ConsistentRead: true });
  for await (const { Items = [] } of pages) yield Items.map(toPastOrder);
}
