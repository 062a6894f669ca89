import { setTimeout } from 'node:timers/promises';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { CodedError } from '../shared/errors.ts';
import { cancellationReasons } from '../shared/transactions.ts';
import { type Claim, holdsClaim, keyOf } from './key-table.ts';
import { orderIdOf, orderKey } from './keys.ts';
import type { StoredOrder } from './order.ts';

const attempts = 4;
const pageSize = 25;

/** Orders by id, and through the index `pending` those that fulfilment has not touched yet. */
export function orderTable(documents: DynamoDBDocumentClient, table: string) {
  return {
    async find(orderId: string): Promise<StoredOrder | undefined> {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: { pk: orderKey(orderId) }, ConsistentRead: true }),
      );
      return Item && fromItem(Item);
    },

    /** Writes the order and completes its key, both or neither. A lost claim is `request_in_progress`. */
    async place(order: StoredOrder, claim: Claim): Promise<void> {
      for (let attempt = 1; ; attempt += 1) {
        try {
          await documents.send(placement(table, order, claim));
          return;
        } catch (error) {
          const reasons = cancellationReasons(error).map(({ Code }) => Code);
          if (reasons.includes('ConditionalCheckFailed'))
            throw new CodedError(
              'request_in_progress',
              'The same request took over: ask again for its order',
              {
                cause: error,
              },
            );
          if (attempt === attempts || !reasons.includes('TransactionConflict')) throw error;
          // The same request, sent twice at once, touched the key in the same moment.
          await setTimeout(2 ** attempt * 10);
        }
      }
    },

    /** Pages of the ids of orders that were not at an end at an instant (ISO 8601, UTC) and are not now, oldest first. */
    async *openSince(instant: string): AsyncGenerator<string[]> {
      const pages = paginateQuery(
        { client: documents },
        olderThan(table, 'open', ['isOpen', 'openSince'], instant),
      );
      for await (const { Items = [] } of pages) yield Items.map(({ pk }) => orderIdOf(pk));
    },

    /** Pages of orders that are still PENDING and were created before an instant (ISO 8601, UTC), oldest first. */
    async *pendingBefore(instant: string): AsyncGenerator<StoredOrder[]> {
      const pages = paginateQuery(
        { client: documents, pageSize },
        olderThan(table, 'pending', ['pending', 'createdAt'], instant),
      );
      for await (const { Items = [] } of pages) yield Items.map(fromItem);
    },
  };
}

/** A query of a sparse index, in which orders are for as long as they carry its attribute. */
const olderThan = (
  TableName: string,
  IndexName: string,
  [carried, since]: [string, string],
  instant: string,
) => ({
  TableName,
  IndexName,
  KeyConditionExpression: `${carried} = :yes AND ${since} < :instant`,
  ExpressionAttributeValues: { ':yes': 'yes', ':instant': instant },
});

function placement(table: string, order: StoredOrder, claim: Claim) {
  return new TransactWriteCommand({
    TransactItems: [
      {
        Put: {
          TableName: table,
          Item: {
            pk: orderKey(order.orderId),
            pending: 'yes',
            isOpen: 'yes',
            openSince: order.createdAt,
            ...order,
          },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      {
        Update: {
          TableName: table,
          Key: keyOf(claim),
          UpdateExpression: 'REMOVE leaseUntil',
          ...holdsClaim,
          ExpressionAttributeValues: { ':orderId': order.orderId },
        },
      },
    ],
  });
}

function fromItem(item: Record<string, unknown>): StoredOrder {
  const { pk: _pk, pending: _pending, isOpen: _isOpen, openSince: _openSince, ...order } = item;
  return order as unknown as StoredOrder;
}
