import { crc32 } from 'node:zlib';
import { IdempotentParameterMismatchException } from '@aws-sdk/client-dynamodb';
import { TransactGetCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { reasonsOf, TableName, TablesFixture, take } from './tables-fixture.ts';

const stock = new TablesFixture();
const { put, read, write, post } = stock;

describe('TransactWriteItems', () => {
  test('does a put, an update, a delete and a condition check together', async () => {
    await put({ pk: 'OLD' });
    await write([
      { Put: { TableName, Item: { pk: 'NEW', available: 2 } } },
      { Update: take('MUG', 2) },
      { Delete: { TableName, Key: { pk: 'OLD' } } },
      {
        ConditionCheck: { TableName, Key: { pk: 'ABSENT' }, ConditionExpression: 'attribute_not_exists(pk)' },
      },
    ]);
    expect(await Promise.all(['NEW', 'MUG', 'OLD', 'ABSENT'].map(read))).toEqual([
      { pk: 'NEW', available: 2 },
      { pk: 'MUG', available: 3, shelf: 'A' },
      undefined,
      undefined,
    ]);
  });

  test('does nothing when one condition fails and gives a reason per action', async () => {
    const reasons = await reasonsOf(
      write([
        { Put: { TableName, Item: { pk: 'NEW' } } },
        { Update: take('MUG', 2) },
        { Update: { ...take('SAW', 2), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
        { ConditionCheck: { TableName, Key: { pk: 'X' }, ConditionExpression: 'attribute_exists(pk)' } },
      ]),
    );
    expect(reasons).toMatchObject([
      { Code: 'None' },
      { Code: 'None' },
      { Code: 'ConditionalCheckFailed', Item: { pk: { S: 'SAW' }, available: { N: '1' } } },
      { Code: 'ConditionalCheckFailed' },
    ]);
    expect(await read('NEW')).toBeUndefined();
    expect(await read('MUG')).toMatchObject({ available: 5 });
    expect(await read('X')).toBeUndefined();
  });

  test('is undone when an update does not fit an item', async () => {
    const add = { TableName, Key: { pk: 'SAW' }, UpdateExpression: 'SET #n = shelf + :n' };
    const options = {
      ExpressionAttributeNames: { '#n': 'available' },
      ExpressionAttributeValues: { ':n': 1 },
    };
    const reasons = await reasonsOf(write([{ Update: take('MUG', 2) }, { Update: { ...add, ...options } }]));
    expect(reasons?.map(({ Code }) => Code)).toEqual(['None', 'ValidationError']);
    expect(await read('MUG')).toMatchObject({ available: 5 });
  });

  test('is undone and refused as a whole when an expression is wrong in itself', async () => {
    const wrong = { ...take('SAW', 1), UpdateExpression: 'SET available =' };
    await expect(write([{ Update: take('MUG', 2) }, { Update: wrong }])).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('Invalid UpdateExpression'),
    });
    expect(await read('MUG')).toMatchObject({ available: 5 });
  });

  test('refuses two actions on one item', async () => {
    await expect(write([{ Update: take('MUG', 1) }, { Update: take('MUG', 1) }])).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Transaction request cannot include multiple operations on one item',
    });
  });

  test('refuses no actions and more than 100', async () => {
    const many = Array.from({ length: 101 }, (_, n) => ({ Put: { TableName, Item: { pk: `MANY-${n}` } } }));
    const refused = (bounds: string) => ({
      name: 'ValidationException',
      message: expect.stringMatching(
        `Value '.+' at 'transactItems' failed to satisfy constraint: Member must have length ${bounds}$`,
      ),
    });
    await expect(write(many)).rejects.toMatchObject(refused('less than or equal to 100'));
    await expect(write([])).rejects.toMatchObject(refused('greater than or equal to 1'));
  });

  /** Recorded on AWS: paritysuite/dynamodb-conformance, tests/tier3/error-messages/transactWriteItems.test.ts */
  test.each<[NonNullable<TransactWriteCommandInput['TransactItems']>[number], string]>([
    [
      { Put: { TableName, Item: { pk: 5 } } },
      'One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N',
    ],
    [
      { Put: { TableName, Item: { pk: 'NEW', shelf: 5 } } },
      'One or more parameter values were invalid: Type mismatch for Index Key shelf Expected: S Actual: N IndexName: by-shelf',
    ],
    [{ Update: { ...take('MUG', 1), Key: { pk: 5 } } }, 'The provided key element does not match the schema'],
    [{ Delete: { TableName, Key: { pk: 5 } } }, 'The provided key element does not match the schema'],
  ])('is cancelled for the key of one action: %j', async (action, Message) => {
    const reasons = await reasonsOf(write([{ Update: take('SAW', 1) }, action]));
    expect(reasons).toEqual([{ Code: 'None' }, { Code: 'ValidationError', Message }]);
    expect(await read('SAW')).toMatchObject({ available: 1 });
  });

  /** Recorded on AWS: paritysuite/dynamodb-conformance, tests/tier3/error-messages/transactWriteItems.test.ts */
  test('refuses a table that there is not and an action that is two', async () => {
    await expect(write([{ Put: { TableName: 'none', Item: { pk: 'A' } } }])).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
    const both = { Put: { TableName, Item: { pk: 'A' } }, Delete: { TableName, Key: { pk: 'A' } } };
    await expect(write([both])).rejects.toMatchObject({
      message: 'TransactItems can only contain one of Check, Put, Update or Delete',
    });
  });

  /** Recorded on AWS: paritysuite/dynamodb-conformance, tests/tier3/limits/itemSizeBySurface.test.ts */
  test('refuses a put of over 400 KB as a whole, and is cancelled by an update that makes an item as large', async () => {
    const text = 'x'.repeat(409_600);
    await expect(write([{ Put: { TableName, Item: { pk: 'NEW', text } } }])).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Item size has exceeded the maximum allowed size',
    });
    const values = { ':t': text };
    const grown = { Key: { pk: 'MUG' }, UpdateExpression: 'SET #t = :t', ExpressionAttributeValues: values };
    const names = { ExpressionAttributeNames: { '#t': 'text' } };
    expect(await reasonsOf(write([{ Update: { TableName, ...grown, ...names } }]))).toEqual([
      { Code: 'ValidationError', Message: 'Item size to update has exceeded the maximum allowed size' },
    ]);
  });

  /** Recorded on AWS: paritysuite/dynamodb-conformance, tests/tier3/validation-ordering/transactions.test.ts */
  test('refuses a token of more than 36 characters', async () => {
    const token = 'x'.repeat(37);
    await expect(write([{ Update: take('MUG', 2) }], token)).rejects.toMatchObject({
      name: 'ValidationException',
      message: `1 validation error detected: Value '${token}' at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36`,
    });
    expect(await read('MUG')).toMatchObject({ available: 5 });
  });

  /** As recordings of AWS show it. */
  test.each<[string, object]>([
    ['com.amazon.coral.validate#ValidationException', { TransactItems: [] }],
    [
      'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
      { TransactItems: [{ Delete: { TableName: 'none', Key: { pk: { S: 'A' } } } }] },
    ],
  ])(
    'that is refused names the error with its namespace, and sums the answer up: %s',
    async (__type, input) => {
      const { body, headers } = await post(input);
      expect(JSON.parse(body)).toEqual({ __type, message: expect.any(String) });
      expect(headers.get('x-amz-crc32')).toBe(String(crc32(body)));
    },
  );

  /** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#API_TransactWriteItems_Errors */
  test('that is refused with an error of transactions alone writes its message with a capital', async () => {
    const deletion = (pk: string) => ({ Delete: { TableName, Key: { pk: { S: pk } } } });
    const token = { ClientRequestToken: 'token-2' };
    await post({ TransactItems: [deletion('A')], ...token });
    const { body } = await post({ TransactItems: [deletion('B')], ...token });
    expect(JSON.parse(body)).toEqual({
      __type: 'com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException',
      Message: expect.any(String),
    });
  });

  test('that is repeated with its token has its effect once, and with other actions is refused', async () => {
    await write([{ Update: take('MUG', 2) }], 'token-1');
    await write([{ Update: take('MUG', 2) }], 'token-1');
    expect(await read('MUG')).toMatchObject({ available: 3 });
    const other = write([{ Update: take('MUG', 1) }], 'token-1');
    await expect(other).rejects.toBeInstanceOf(IdempotentParameterMismatchException);
  });

  test('that is cancelled is never seen by a reader', async () => {
    const failing = () => reasonsOf(write([{ Update: take('MUG', 1) }, { Update: take('SAW', 9) }]));
    const reading = Array.from({ length: 20 }, async () => {
      await failing();
      return read('MUG');
    });
    for (const item of await Promise.all(reading)) expect(item).toMatchObject({ available: 5 });
  });

  test('never sells more than there is when many come at once, and readers see no half of one', async () => {
    await put({ pk: 'PAIR', available: 5 });
    const buy = () => write([{ Update: take('MUG', 1) }, { Update: take('PAIR', 1) }]);
    const buying = Array.from({ length: 12 }, () =>
      buy().then(
        () => 'bought',
        () => 'refused',
      ),
    );
    const reading = Array.from({ length: 20 }, () =>
      stock.documents.send(
        new TransactGetCommand({
          TransactItems: ['MUG', 'PAIR'].map((pk) => ({ Get: { TableName, Key: { pk } } })),
        }),
      ),
    );
    const outcomes = await Promise.all(buying);
    expect(outcomes.filter((outcome) => outcome === 'bought')).toHaveLength(5);
    for (const { Responses = [] } of await Promise.all(reading)) {
      expect(Responses[0]?.Item?.['available']).toBe(Responses[1]?.Item?.['available']);
    }
  });
});

/** Recorded on AWS: paritysuite/dynamodb-conformance, tests/tier3 (error-messages and validation-ordering) */
test('TransactGetItems is cancelled for the key of one action, and refuses one item twice', async () => {
  const get = (...keys: unknown[]) =>
    stock.documents.send(
      new TransactGetCommand({ TransactItems: keys.map((pk) => ({ Get: { TableName, Key: { pk } } })) }),
    );
  expect(await reasonsOf(get('MUG', 5))).toEqual([
    { Code: 'None' },
    { Code: 'ValidationError', Message: 'The provided key element does not match the schema' },
  ]);
  await expect(get('MUG', 'MUG')).rejects.toMatchObject({
    message: 'Transaction request cannot include multiple operations on one item',
  });
});
