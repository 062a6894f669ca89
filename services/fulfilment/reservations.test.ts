import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
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
    const lines = [{ sku: await stocked('MUG-L1', 5), quantity: 2 }];
    await orders().reserve('order-l1', lines);
    await orders().release('order-l1', lines);
    await orders().release('order-l1', lines);
    expect(await levelOf('MUG-L1')).toMatchObject({ available: 5, reserved: 0 });
  });

  test('before a late reservation makes that one take nothing', async () => {
    const lines = [{ sku: await stocked('MUG-L2', 5), quantity: 2 }];
    await orders().release('order-l2', lines);
    await orders().reserve('order-l2', lines);
    expect(await levelOf('MUG-L2')).toMatchObject({ available: 5, reserved: 0 });
  });

  test('of what is sold is refused', async () => {
    const lines = [{ sku: await stocked('MUG-L3', 5), quantity: 2 }];
    await orders().reserve('order-l3', lines);
    await orders().sell('order-l3', lines);
    await expect(orders().release('order-l3', lines)).rejects.toThrow('order-l3 is sold: cannot release it');
  });

  test('does not hide a reservation that comes at the same moment: the next one gives it back', async () => {
    const lines = [{ sku: await stocked('MUG-L4', 5), quantity: 2 }];
    /** As one sees it who found no reservation, and is overtaken by it before the mark is there. */
    const send = async (command: TransactWriteCommand) => {
      try {
        return await documents.send(command);
      } catch (error) {
        await orders().reserve('order-l4', lines);
        throw error;
      }
    };
    const overtaken = reservations({ send } as unknown as DynamoDBDocumentClient, table);
    await expect(overtaken.release('order-l4', lines)).rejects.toThrow(ConditionalCheckFailedException);
    await orders().release('order-l4', lines);
    expect(await levelOf('MUG-L4')).toMatchObject({ available: 5, reserved: 0 });
  });
});

describe('selling', () => {
  test('turns reserved pieces into sold ones, once', async () => {
    const lines = [{ sku: await stocked('MUG-S1', 5), quantity: 2 }];
    await orders().reserve('order-s1', lines);
    await orders().sell('order-s1', lines);
    await orders().sell('order-s1', lines);
    expect(await levelOf('MUG-S1')).toEqual({ sku: 'MUG-S1', available: 3, reserved: 0, sold: 2 });
  });

  test('of two lines of one SKU sells the sum', async () => {
    const line = { sku: await stocked('MUG-S2', 5), quantity: 2 };
    await orders().reserve('order-s2', [line, line]);
    await orders().sell('order-s2', [line, line]);
    expect(await levelOf('MUG-S2')).toMatchObject({ available: 1, reserved: 0, sold: 4 });
  });

  test('without a reservation is refused', async () => {
    const lines = [{ sku: await stocked('MUG-S3', 5), quantity: 2 }];
    await expect(orders().sell('order-s3', lines)).rejects.toThrow('order-s3 has no reserved stock');
  });

  test('of what was given back is refused', async () => {
    const lines = [{ sku: await stocked('MUG-S4', 5), quantity: 2 }];
    await orders().release('order-s4', lines);
    await expect(orders().sell('order-s4', lines)).rejects.toThrow('order-s4 is released: cannot sell it');
  });

  test('takes no piece of another order in place of those that are gone', async () => {
    const lines = [{ sku: await stocked('MUG-S5', 9), quantity: 2 }];
    for (const order of ['order-s5', 'order-s5-other']) await orders().reserve(order, lines);
    const outcomes = await Promise.allSettled([
      orders().sell('order-s5', lines),
      orders().release('order-s5', lines),
      orders().sell('order-s5', lines),
    ]);
    expect(outcomes.map(({ status }) => status)).toContain('fulfilled');
    const { reserved, sold } = await levelOf('MUG-S5');
    expect(reserved).toBe(2);
    expect([0, 2]).toContain(sold);
  });
});
