import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalAws } from '../shared/testing/local-aws.ts';
import { ordersTable } from '../shared/testing/tables.ts';
import { keyTable } from './key-table.ts';
import { newOrderId, placedOrder } from './order.ts';
import { orderTable } from './order-table.ts';
import { aPlacement, aQuote } from './testing/orders.ts';

const table = ordersTable.TableName;
let aws: Awaited<ReturnType<typeof startLocalAws>>;

beforeAll(async () => {
  aws = await startLocalAws([ordersTable]);
});
afterAll(() => aws.stop());

/** DynamoDB while somebody else writes the same items: it cancels so many transactions before it takes one. */
function contended(cancellations: number): DynamoDBDocumentClient {
  let left = cancellations;
  const send = async (command: TransactWriteCommand) => {
    left -= 1;
    if (left < 0) return aws.documents.send(command);
    throw new TransactionCanceledException({
      message: 'Transaction cancelled',
      $metadata: {},
      CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
    });
  };
  return { send } as unknown as DynamoDBDocumentClient;
}

async function placeWhile(cancellations: number): Promise<string> {
  const orderId = newOrderId();
  const claim = { customerId: 'C-10001', key: orderId, hash: 'h', orderId, now: 1, leaseUntil: 2 };
  await keyTable(aws.documents, table).claim(claim);
  await orderTable(contended(cancellations), table).place(
    placedOrder({ ...aPlacement, orderId }, aQuote),
    claim,
  );
  return orderId;
}

test('an order is written although others touch its key at the same time', async () => {
  const orderId = await placeWhile(2);
  expect(await orderTable(aws.documents, table).find(orderId)).toMatchObject({ orderId, status: 'PENDING' });
});

test('a key that stays contended fails the request instead of keeping it', async () => {
  await expect(placeWhile(100)).rejects.toThrowError(TransactionCanceledException);
});
