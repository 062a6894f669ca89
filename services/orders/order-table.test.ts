import { randomUUID } from 'node:crypto';
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

/** A request that has claimed its key, for this order. */
async function claimed(orderId = newOrderId()) {
  const claim = { customerId: 'C-10001', key: randomUUID(), hash: 'h', orderId, now: 1, leaseUntil: 2 };
  expect(await keyTable(aws.documents, table).claim(claim)).toBe(true);
  return claim;
}

const order = (orderId: string) => placedOrder({ ...aPlacement, orderId }, aQuote);

async function placeWhile(cancellations: number) {
  const claim = await claimed();
  await orderTable(contended(cancellations), table).place(order(claim.orderId), claim);
  return claim;
}

test('an order is written although others touch its key at the same time', async () => {
  const { orderId } = await placeWhile(2);
  expect(await orderTable(aws.documents, table).find(orderId)).toEqual(order(orderId));
});

test('an order that is there is not written over, whoever comes with its id', async () => {
  const { orderId } = await placeWhile(0);
  const other = placedOrder({ ...aPlacement, orderId, customerId: 'C-10002' }, aQuote);
  const taken = orderTable(aws.documents, table).place(other, await claimed(orderId));
  await expect(taken).rejects.toMatchObject({ code: 'request_in_progress' });
  expect(await orderTable(aws.documents, table).find(orderId)).toEqual(order(orderId));
});

test('a key that stands for its order is not given back', async () => {
  const claim = await placeWhile(0);
  await keyTable(aws.documents, table).release(claim);
  expect(await keyTable(aws.documents, table).find(claim)).toMatchObject({ orderId: claim.orderId });
});

test('a key that stays contended fails the request instead of keeping it', async () => {
  await expect(placeWhile(100)).rejects.toThrowError(TransactionCanceledException);
});
