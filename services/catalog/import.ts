import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Product } from './product.ts';
import { toItem } from './product-table.ts';

export type { Product } from './product.ts';

/**
 * Writes a product over from another system, version and all, so that a version that was stale there is stale here. Only
 * when there is none or an older one: repeating it changes nothing, and it never undoes a later change. Answers whether
 * it was written. Needs `dynamodb:PutItem` on the catalogue's table.
 */
export async function importProduct(
  documents: DynamoDBDocumentClient,
  table: string,
  product: Product,
): Promise<boolean> {
  try {
    await documents.send(
      new PutCommand({
        TableName: table,
        Item: toItem(product),
        ConditionExpression: 'attribute_not_exists(sku) OR version < :version',
        ExpressionAttributeValues: { ':version': product.version },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
