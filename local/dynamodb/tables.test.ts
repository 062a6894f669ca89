import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { TableName, TablesFixture, take } from './tables-fixture.ts';

const stock = new TablesFixture();
const { tables, put, read, write } = stock;

describe('a table', () => {
  test('answers an index in the order of its sort key', async () => {
    const { Items = [] } = await stock.documents.send(
      new QueryCommand({
        TableName,
        IndexName: 'by-shelf',
        KeyConditionExpression: 'shelf = :shelf',
        ExpressionAttributeValues: { ':shelf': 'A' },
        ScanIndexForward: false,
      }),
    );
    expect(Items.map(({ pk }) => pk)).toEqual(['SAW', 'MUG']);
  });

  test('refuses a write whose condition fails and shows the item when asked to', async () => {
    const update = new UpdateCommand({ ...take('MUG', 9), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
    const error = await stock.documents.send(update).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toMatchObject({ Item: { available: { N: '5' } } });
  });
});

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 * Recorded on AWS: https://github.com/architect/dynalite/issues/184, and paritysuite/dynamodb-conformance,
 * tests/tier3/error-messages (updateItem, transactWriteItems)
 */
describe('an empty value of a key', () => {
  const reason = 'The AttributeValue for a key attribute cannot contain an empty string value.';
  const ofKey = `${reason} Key: pk`;
  const ofItem = `A value specified for a secondary index key is not supported. ${reason} IndexName: by-shelf, IndexKey: shelf`;
  const ofUpdate = `The update expression attempted to update a secondary index key to a value that is not supported. ${reason}`;
  const update = {
    TableName,
    Key: { pk: 'MUG' },
    UpdateExpression: 'SET shelf = :s',
    ExpressionAttributeValues: { ':s': '' },
  };
  const item = { pk: 'NEW', shelf: '' };

  test.each<[string, string, () => Promise<unknown>]>([
    ['of a table', ofKey, () => put({ pk: '' })],
    ['that is looked up', ofKey, () => read('')],
    ['of an index in a put', ofItem, () => put(item)],
    ['of an index in a transaction', ofItem, () => write([{ Put: { TableName, Item: item } }])],
    ['of an index in an update', ofUpdate, () => stock.documents.send(new UpdateCommand(update))],
    ['of an index in a transaction that updates', ofUpdate, () => write([{ Update: update }])],
  ])('is refused: %s', async (_, message, call) => {
    await expect(call()).rejects.toMatchObject({
      name: 'ValidationException',
      message: `One or more parameter values are not valid. ${message}`,
    });
  });

  test('is taken for any other attribute', async () => {
    await put({ pk: 'NEW', name: '' });
    expect(await read('NEW')).toEqual({ pk: 'NEW', name: '' });
  });
});

test('units are counted from when they are asked for: 1 KB a write, 4 KB a read, half when it need not be consistent', async () => {
  const consumed = { ...tables.meter() };
  const since = () => ({
    readUnits: tables.meter().readUnits - consumed.readUnits,
    writeUnits: tables.meter().writeUnits - consumed.writeUnits,
  });
  await stock.documents.send(new PutCommand({ TableName, Item: { pk: 'large', text: 'x'.repeat(1500) } }));
  await stock.documents.send(new GetCommand({ TableName, Key: { pk: 'large' } }));
  await stock.documents.send(new GetCommand({ TableName, Key: { pk: 'large' }, ConsistentRead: true }));
  expect(since()).toEqual({ readUnits: 1.5, writeUnits: 2 });
  await stock.documents.send(
    new TransactWriteCommand({ TransactItems: [{ Put: { TableName, Item: { pk: 'small' } } }] }),
  );
  expect(since().writeUnits).toBe(4);
});
