import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalAws } from '../shared/testing/local-aws.ts';
import { catalogTable } from '../shared/testing/tables.ts';
import { findPrices } from './contract.ts';
import { productTable } from './product-table.ts';

const table = catalogTable.TableName;
const price = { amount: 99, currency: 'EUR' } as const;
const skus = ['MUG-001', 'MUG-002', 'MUG-003'];
let aws: Awaited<ReturnType<typeof startLocalAws>>;

beforeAll(async () => {
  aws = await startLocalAws([catalogTable]);
  const products = productTable(aws.documents, table);
  for (const sku of skus)
    await products.put(sku, { name: `Mug ${sku}`, description: '', category: 'Kitchen', price });
});
afterAll(() => aws.stop());

/** DynamoDB under pressure: it reads at most so many keys of a request and leaves the rest. */
function reading(keysAtOnce: number): DynamoDBDocumentClient {
  const send = async ({ input }: BatchGetCommand) => {
    const { Keys = [], ...rest } = input.RequestItems?.[table] ?? { Keys: [] };
    const read = Keys.slice(0, keysAtOnce);
    const left = Keys.slice(keysAtOnce);
    const answer =
      read.length > 0 &&
      (await aws.documents.send(new BatchGetCommand({ RequestItems: { [table]: { ...rest, Keys: read } } })));
    return { ...answer, UnprocessedKeys: left.length > 0 ? { [table]: { ...rest, Keys: left } } : {} };
  };
  return { send } as unknown as DynamoDBDocumentClient;
}

test('known SKUs come with name and price, unknown ones are missing, repeated ones do no harm', async () => {
  const prices = await findPrices(aws.documents, table, ['MUG-001', 'NO-SUCH', 'MUG-001']);
  expect([...prices.values()]).toEqual([{ sku: 'MUG-001', name: 'Mug MUG-001', price }]);
});

test('keys that DynamoDB leaves unread are asked for again', async () => {
  const prices = await findPrices(reading(1), table, skus);
  expect([...prices.keys()].sort()).toEqual(skus);
});

test('a read that DynamoDB keeps refusing fails, and is not taken for unknown products', async () => {
  await expect(findPrices(reading(0), table, skus)).rejects.toThrowError('left keys of catalog unread');
});
