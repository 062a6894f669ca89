import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { PastOrder } from './past-order.ts';

/** Past orders by customer, in the order of the instants at which they were placed. */
export const historyTable = (documents: DynamoDBDocumentClient, table: string) => ({
  /** The newest come first. */
  async list(customerId: string, limit: number): Promise<PastOrder[]> {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'customerId = :customerId',
        ExpressionAttributeValues: { ':customerId': customerId },
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    return Items.map(toPastOrder);
  },
});

/** The sort key: an instant in UTC as ISO 8601 writes it, milliseconds and all, sorts as time does. */
export const toItem = (order: PastOrder) => ({ ...order, placed: `${order.placedAt}#${order.orderId}` });

/** Names each field, so that what else is stored never leaks. */
export function toPastOrder(item: Record<string, unknown>): PastOrder {
  const { orderId, customerId, status, placedAt, lines, total } = item as PastOrder;
  return { orderId, customerId, status, placedAt, lines, total };
}
