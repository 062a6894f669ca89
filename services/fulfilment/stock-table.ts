import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { CodedError } from '../shared/errors.ts';
import type { StockLevel } from './stock.ts';

/** The key of a SKU's level in the stock table. */
export const stockKey = (sku: string) => `SKU#${sku}`;

/** The levels in the stock table, for operators; `reservations.ts` moves pieces for orders. */
export function stockTable(documents: DynamoDBDocumentClient, table: string) {
  return {
    async find(sku: string): Promise<StockLevel | undefined> {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: { pk: stockKey(sku) }, ConsistentRead: true }),
      );
      if (!Item) return undefined;
      return { sku, available: Item['available'], reserved: Item['reserved'], sold: Item['sold'] };
    },

    /** Sets what can be sold and keeps the rest. With `onlyCreate` a SKU that has stock is `already_exists`. */
    async setAvailable(
      sku: string,
      available: number,
      { onlyCreate = false } = {},
    ): Promise<{ level: StockLevel; created: boolean }> {
      try {
        const { Attributes: before } = await documents.send(
          new UpdateCommand({
            TableName: table,
            Key: { pk: stockKey(sku) },
            UpdateExpression:
              'SET available = :available, reserved = if_not_exists(reserved, :zero), sold = if_not_exists(sold, :zero)',
            ExpressionAttributeValues: { ':available': available, ':zero': 0 },
            ...(onlyCreate && { ConditionExpression: 'attribute_not_exists(pk)' }),
            ReturnValues: 'ALL_OLD',
          }),
        );
        const { reserved, sold } = before ?? { reserved: 0, sold: 0 };
        return { level: { sku, available, reserved, sold }, created: before === undefined };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        throw new CodedError('already_exists', `${sku} has stock already: send it without If-None-Match`, {
          cause: error,
        });
      }
    },
  };
}
