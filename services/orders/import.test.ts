import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalAws } from '../shared/testing/local-aws.ts';
import { orderHistoryTable } from '../shared/testing/tables.ts';
import { importBatchSize, importedPastOrders, importPastOrders, type PastOrder } from './import.ts';
import { aPastOrder } from './testing/orders.ts';

const table = orderHistoryTable.TableName;
let aws: Awaited<ReturnType<typeof startLocalAws>>;
beforeAll(async () => {
  aws = await startLocalAws([orderHistoryTable]);
});
afterAll(() => aws.stop());

const batch = (prefix: string) =>
  Array.from({ length: importBatchSize }, (_, index) => aPastOrder({ orderId: `${prefix}-${index}` }));

async function imported(prefix: string): Promise<PastOrder[]> {
  const found: PastOrder[] = [];
  for await (const page of importedPastOrders(aws.documents, table)) found.push(...page);
  return found.filter(({ orderId }) => orderId.startsWith(`${prefix}-`));
}

/** DynamoDB under pressure: it writes at most so many items of a request and leaves the rest. */
function writing(itemsAtOnce: number): DynamoDBDocumentClient {
  const send = async ({ input }: BatchWriteCommand) => {
    const items = input.RequestItems?.[table] ?? [];
    const [taken, left] = [items.slice(0, itemsAtOnce), items.slice(itemsAtOnce)];
    if (taken.length > 0)
      await aws.documents.send(new BatchWriteCommand({ RequestItems: { [table]: taken } }));
    return { UnprocessedItems: left.length > 0 ? { [table]: left } : {} };
  };
  return { send } as unknown as DynamoDBDocumentClient;
}

test('a batch is written whole, and once more changes nothing', async () => {
  const orders = batch('A');
  for (let round = 0; round < 2; round += 1) {
    await importPastOrders(aws.documents, table, orders);
    const found = await imported('A');
    expect(found).toHaveLength(importBatchSize);
    expect(found).toEqual(expect.arrayContaining(orders));
  }
});

test('what DynamoDB leaves unwritten is written again', async () => {
  await importPastOrders(writing(10), table, batch('B'));
  expect(await imported('B')).toHaveLength(importBatchSize);
});

test('a batch that DynamoDB keeps refusing fails, and is not taken for written', async () => {
  await expect(importPastOrders(writing(0), table, batch('C'))).rejects.toThrow(
    'left orders for order-history unwritten',
  );
});
