import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLocalAws } from '../shared/testing/local-aws.ts';
import { reservations } from './reservations.ts';
import type { StockLevel } from './stock.ts';
import { stockTable } from './stock-table.ts';
import { stockTableDefinition } from './testing/stock-table.ts';

let aws: Awaited<ReturnType<typeof startLocalAws>>;
let documents: DynamoDBDocumentClient;
const table = stockTableDefinition.TableName;
const orders = () => reservations(documents, table);
const stock = () => stockTable(documents, table);
const levelOf = async (sku: string) => (await stock().find(sku)) as StockLevel;

beforeAll(async () => {
  aws = await startLocalAws([stockTableDefinition]);
  documents = aws.documents;
});
afterAll(() => aws.stop());

/** Stocks a SKU of that name anew. */
async function stocked(sku: string, available: number): Promise<string> {
  await stock().setAvailable(sku, available);
  return sku;
}

describe('reserving', () => {
  test('moves every line from available to reserved', async () => {
    const [mug, pen] = [await stocked('MUG-R1', 5), await stocked('PEN-R1', 9)];
    await orders().reserve('order-r1', [
      { sku: mug, quantity: 2 },
      { sku: pen, quantity: 9 },
    ]);
    expect(await levelOf(mug)).toEqual({ sku: mug, available: 3, reserved: 2, sold: 0 });
    expect(await levelOf(pen)).toEqual({ sku: pen, available: 0, reserved: 9, sold: 0 });
  });

  test('takes nothing when one line is short, and names what is missing', async () => {
    const [mug, pen] = [await stocked('MUG-R2', 5), await stocked('PEN-R2', 1)];
    const wanted = [
      { sku: mug, quantity: 1 },
      { sku: pen, quantity: 2 },
      { sku: 'NEVER-STOCKED', quantity: 1 },
    ];
    await expect(orders().reserve('order-r2', wanted)).rejects.toMatchObject({
      name: 'OutOfStock',
      message: 'Out of stock: PEN-R2, NEVER-STOCKED',
    });
    expect(await levelOf(mug)).toMatchObject({ available: 5, reserved: 0 });
  });

  test('repeated takes nothing more, also when the first took the last pieces', async () => {
    const mug = await stocked('MUG-R3', 2);
    await orders().reserve('order-r3', [{ sku: mug, quantity: 2 }]);
    await orders().reserve('order-r3', [{ sku: mug, quantity: 2 }]);
    expect(await levelOf(mug)).toMatchObject({ available: 0, reserved: 2 });
  });

  test('adds up two lines of one SKU', async () => {
    const mug = await stocked('MUG-R4', 3);
    const line = { sku: mug, quantity: 2 };
    await expect(orders().reserve('order-r4', [line, line])).rejects.toThrow('Out of stock: MUG-R4');
  });

  test('the last piece gives it to one of ten orders', async () => {
    const mug = await stocked('MUG-R5', 1);
    const tries = Array.from({ length: 10 }, (_, i) =>
      orders().reserve(`order-r5-${i}`, [{ sku: mug, quantity: 1 }]),
    );
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await levelOf(mug)).toMatchObject({ available: 0, reserved: 1 });
  });

  test('takes fifty lines at once', async () => {
    const lines = Array.from({ length: 50 }, (_, i) => ({ sku: `BULK-${i}`, quantity: 1 }));
    await Promise.all(lines.map(({ sku }) => stocked(sku, 1)));
    await orders().reserve('order-r6', lines);
    expect(await levelOf('BULK-49')).toMatchObject({ available: 0, reserved: 1 });
  });
});

describe('releasing', () => {
  test('gives everything back, once', async () => {
    const mug = await stocked('MUG-L1', 5);
    await orders().reserve('order-l1', [{ sku: mug, quantity: 2 }]);
    await orders().release('order-l1');
    await orders().release('order-l1');
    expect(await levelOf(mug)).toMatchObject({ available: 5, reserved: 0 });
  });

  test('before a late reservation makes that one take nothing', async () => {
    const mug = await stocked('MUG-L2', 5);
    await orders().release('order-l2');
    await orders().reserve('order-l2', [{ sku: mug, quantity: 2 }]);
    expect(await levelOf(mug)).toMatchObject({ available: 5, reserved: 0 });
  });

  test('of what is sold is refused', async () => {
    const mug = await stocked('MUG-L3', 5);
    await orders().reserve('order-l3', [{ sku: mug, quantity: 2 }]);
    await orders().sell('order-l3');
    await expect(orders().release('order-l3')).rejects.toThrow('order-l3 is sold: cannot release it');
  });
});

describe('selling', () => {
  test('turns reserved pieces into sold ones, once', async () => {
    const mug = await stocked('MUG-S1', 5);
    await orders().reserve('order-s1', [{ sku: mug, quantity: 2 }]);
    await orders().sell('order-s1');
    await orders().sell('order-s1');
    expect(await levelOf(mug)).toEqual({ sku: mug, available: 3, reserved: 0, sold: 2 });
  });

  test('without a reservation is refused', async () => {
    await expect(orders().sell('order-s2')).rejects.toThrow('order-s2 has no reserved stock');
  });
});

describe('what comes between the look at a reservation and the change of it', () => {
  /** The stock as one finds it who is overtaken after the first look. */
  function overtakenBy(other: () => Promise<unknown>) {
    let isFirst = true;
    const send = async (command: GetCommand) => {
      const seen = await documents.send(command);
      if (isFirst) await other();
      isFirst = false;
      return seen;
    };
    return reservations({ send } as unknown as DynamoDBDocumentClient, table);
  }

  test.each(['sell', 'release'] as const)('a %s: the pieces move once', async (first) => {
    const [mug, order] = [await stocked(`MUG-O-${first.toUpperCase()}`, 9), `order-o-${first}`];
    // Of another order, whose pieces must not move in place of those that are gone.
    for (const one of [order, `${order}-other`]) await orders().reserve(one, [{ sku: mug, quantity: 2 }]);
    const overtaken = overtakenBy(() => orders()[first](order)).release(order);
    await expect(overtaken).rejects.toThrow(TransactionCanceledException);
    const moved = first === 'sell' ? { available: 5, sold: 2 } : { available: 7, sold: 0 };
    expect(await levelOf(mug)).toMatchObject({ ...moved, reserved: 2 });
  });

  test('the reservation itself: it is not hidden, and the next release gives it back', async () => {
    const mug = await stocked('MUG-O3', 5);
    const reserve = () => orders().reserve('order-o3', [{ sku: mug, quantity: 2 }]);
    await expect(overtakenBy(reserve).release('order-o3')).rejects.toThrow(ConditionalCheckFailedException);
    await orders().release('order-o3');
    expect(await levelOf(mug)).toMatchObject({ available: 5, reserved: 0 });
  });
});
