import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Scene } from '../scene.ts';
import type { KeyRow, OrderRow, ReservationRow, Snapshot, StockRow, WaitRow } from '../snapshot.ts';

type Item = Record<string, unknown>;

/** What the tables in DynamoDB hold. */
export async function readTables(
  scene: Scene,
): Promise<Pick<Snapshot, 'orders' | 'keys' | 'stock' | 'reservations' | 'waits'>> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(scene.system.deployment.clientConfig));
  const itemsOf = (id: string) => scan(client, scene.names.of('orders', id));
  const [orders, stock, waits] = await Promise.all(
    ['OrdersTable', 'FulfilmentStockTable', 'PaymentsWaits'].map(itemsOf),
  );
  return {
    orders: ofKind<OrderRow>(orders, 'ORDER'),
    keys: ofKind<KeyRow>(orders, 'KEY'),
    stock: ofKind<StockRow>(stock, 'SKU').map((row) => ({ ...row, sku: nameOf(row) })),
    reservations: ofKind<ReservationRow>(stock, 'RESERVATION').map((row) => ({
      ...row,
      orderId: nameOf(row),
    })),
    waits: (waits ?? []) as unknown as WaitRow[],
  };
}

async function scan(client: DynamoDBDocumentClient, TableName: string): Promise<Item[]> {
  const items: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true }))
    items.push(...Items);
  return items;
}

/** The items whose partition key begins with this word. */
function ofKind<Row>(items: readonly Item[] = [], kind: string): (Row & { pk: string })[] {
  return items.filter(({ pk }) => String(pk).startsWith(`${kind}#`)) as unknown as (Row & { pk: string })[];
}

const nameOf = ({ pk }: { pk: string }) => pk.slice(pk.indexOf('#') + 1);
