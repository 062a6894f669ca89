import { setTimeout } from 'node:timers/promises';
import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import type { Money } from '../shared/money.ts';

/** What a product is called and costs now. The price is in the shop's currency. */
export interface CataloguePrice {
  sku: string;
  name: string;
  price: Money;
}

const attempts = 5;

/**
 * Reads the current prices of up to 100 SKUs (DynamoDB's limit for one BatchGetItem). SKUs that are not in the
 * catalogue are missing from the answer. Needs `dynamodb:BatchGetItem` on the catalogue's table.
 */
export async function findPrices(
  documents: DynamoDBDocumentClient,
  table: string,
  skus: Iterable<string>,
): Promise<Map<string, CataloguePrice>> {
  const found = new Map<string, CataloguePrice>();
  let request: BatchGetCommandOutput['UnprocessedKeys'] = {
    [table]: {
      Keys: [...new Set(skus)].map((sku) => ({ sku })),
      ProjectionExpression: 'sku, #name, price',
      ExpressionAttributeNames: { '#name': 'name' },
    },
  };
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (attempt > 0) await setTimeout(2 ** attempt * 10);
    const answer: BatchGetCommandOutput = await documents.send(
      new BatchGetCommand({ RequestItems: request }),
    );
    for (const item of answer.Responses?.[table] ?? []) found.set(item['sku'], item as CataloguePrice);
    request = answer.UnprocessedKeys;
    if (!request?.[table]) return found;
  }
  throw new Error(
    `DynamoDB left keys of ${table} unread after ${attempts} attempts: it is throttling this read`,
  );
}
