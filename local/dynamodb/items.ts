import { AwsError } from '../aws-error.ts';
import type { Engine } from './engine.ts';

/** An item or a key in DynamoDB's own form: `{ sku: { S: 'MUG-001' } }`. */
export type Item = Record<string, unknown>;

/** Where one item is. */
export interface ItemAddress {
  TableName: string;
  Key: Item;
}

interface TableDescription {
  Table: { KeySchema: { AttributeName: string }[] };
}

/** The address of the item that a Put, Update, Delete, Get or condition check is about. */
export async function addressOf(
  engine: Engine,
  action: { TableName: string; Key?: Item; Item?: Item },
): Promise<ItemAddress> {
  const { TableName } = action;
  if (action.Key) return { TableName, Key: action.Key };
  const { Table } = await engine.call<TableDescription>('DescribeTable', { TableName }).catch((error) => {
    // Only DescribeTable names the table that there is not.
    if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error;
    throw new AwsError(error.code, 'Requested resource not found');
  });
  const names = Table.KeySchema.map(({ AttributeName }) => AttributeName);
  return { TableName, Key: Object.fromEntries(names.map((name) => [name, action.Item?.[name]])) };
}

/** The item as it is now, or undefined. */
export async function readItem(engine: Engine, address: ItemAddress): Promise<Item | undefined> {
  const { Item } = await engine.call<{ Item?: Item }>('GetItem', { ...address, ConsistentRead: true });
  return Item;
}

/** Puts back what `readItem` answered earlier. */
export async function restoreItem(engine: Engine, address: ItemAddress, item: Item | undefined) {
  const { TableName } = address;
  if (item) await engine.call('PutItem', { TableName, Item: item });
  else await engine.call('DeleteItem', address);
}
