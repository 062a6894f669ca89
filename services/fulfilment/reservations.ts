import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { cancellationReasons } from '../shared/transactions.ts';
import { type Line, type Move, mergeLines, moves, OutOfStock, type Reservation } from './stock.ts';
import { stockKey } from './stock-table.ts';

const reservationKey = (orderId: string) => ({ pk: `RESERVATION#${orderId}` });
const isNew = 'attribute_not_exists(pk)';
const conditionFailed = 'ConditionalCheckFailed';

/**
 * What the stock table holds for orders. An order's lines and its reservation change in one transaction, all or none.
 * Each operation may be repeated: the reservation remembers what was done. While another transaction holds one of the
 * items, DynamoDB throws `TransactionCanceledException`: try again. A transaction takes 100 actions, an order 50 lines.
 */
export function reservations(documents: DynamoDBDocumentClient, table: string) {
  async function find(orderId: string): Promise<Reservation | undefined> {
    const { Item } = await documents.send(
      new GetCommand({ TableName: table, Key: reservationKey(orderId), ConsistentRead: true }),
    );
    return Item as Reservation | undefined;
  }

  async function settle(orderId: string, { state, lines }: Reservation, move: 'release' | 'sell') {
    const { becomes } = moves[move];
    if (state === becomes) return;
    if (state !== 'reserved') throw new Error(`The stock of order ${orderId} is ${state}: cannot ${move} it`);
    const reservation = {
      TableName: table,
      Key: reservationKey(orderId),
      UpdateExpression: 'SET #state = :becomes',
      ConditionExpression: '#state = :reserved',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':becomes': becomes, ':reserved': state },
    };
    const TransactItems = [{ Update: reservation }, ...lines.map((line) => update(table, move, line))];
    await documents.send(new TransactWriteCommand({ TransactItems }));
  }

  return {
    /** Reserves all lines of an order or none: then it throws `OutOfStock`. */
    async reserve(orderId: string, orderLines: Line[]): Promise<void> {
      const lines = mergeLines(orderLines);
      const reservation: Reservation = { state: moves.reserve.becomes, lines };
      const Item = { ...reservationKey(orderId), ...reservation };
      const TransactItems = [
        { Put: { TableName: table, Item, ConditionExpression: isNew } },
        ...lines.map((line) => update(table, 'reserve', line)),
      ];
      try {
        await documents.send(new TransactWriteCommand({ TransactItems }));
      } catch (error) {
        if (!isRepeated(error)) throw asOutOfStock(error, lines);
      }
    },

    /**
     * Gives an order's pieces back. Where none were reserved it leaves a mark, so that a reservation that was thought
     * to have failed and arrives late takes nothing.
     */
    async release(orderId: string): Promise<void> {
      const reservation = await find(orderId);
      if (reservation) return settle(orderId, reservation, 'release');
      const mark: Reservation = { state: moves.release.becomes, lines: [] };
      const Item = { ...reservationKey(orderId), ...mark };
      await documents.send(new PutCommand({ TableName: table, Item, ConditionExpression: isNew }));
    },

    /** Turns an order's reserved pieces into sold ones. */
    async sell(orderId: string): Promise<void> {
      const reservation = await find(orderId);
      if (!reservation) throw new Error(`Order ${orderId} has no reserved stock to sell`);
      await settle(orderId, reservation, 'sell');
    },
  };
}

function update(table: string, move: Move, { sku, quantity }: Line) {
  return {
    Update: {
      TableName: table,
      Key: { pk: stockKey(sku) },
      UpdateExpression: 'SET #from = #from - :quantity, #to = #to + :quantity',
      ConditionExpression: '#from >= :quantity',
      ExpressionAttributeNames: { '#from': moves[move].from, '#to': moves[move].to },
      ExpressionAttributeValues: { ':quantity': quantity },
    },
  };
}

const isRepeated = (error: unknown) => cancellationReasons(error)[0] === conditionFailed;

/** `OutOfStock` when that is what stopped the transaction, else the error as it came. */
function asOutOfStock(error: unknown, lines: Line[]): unknown {
  const [ofReservation, ...ofLines] = cancellationReasons(error);
  const missing = lines.filter((_, i) => ofLines[i] === conditionFailed);
  if (ofReservation !== 'None' || missing.length === 0) return error;
  return new OutOfStock(missing.map(({ sku }) => sku));
}
