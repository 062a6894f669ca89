import { type DynamoDBDocumentClient, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
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
  /**
   * Takes what is reserved where the move says, and the reservation with it. It does not look first: whatever state kept the
   * reservation from moving comes back with the refusal. Answers the state that it is in now, `none` when there is none.
   */
  async function settle(orderId: string, orderLines: Line[], move: 'release' | 'sell') {
    const { becomes } = moves[move];
    const reservation = {
      TableName: table,
      Key: reservationKey(orderId),
      UpdateExpression: 'SET #state = :becomes',
      ConditionExpression: '#state = :reserved',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':becomes': becomes, ':reserved': moves.reserve.becomes },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    };
    const updates = mergeLines(orderLines).map((line) => update(table, move, line));
    try {
      await documents.send(
        new TransactWriteCommand({ TransactItems: [{ Update: reservation }, ...updates] }),
      );
      return becomes;
    } catch (error) {
      const [ofReservation] = cancellationReasons(error);
      if (ofReservation?.Code !== conditionFailed) throw error;
      return ofReservation.Item?.['state']?.S ?? 'none';
    }
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
    async release(orderId: string, lines: Line[]): Promise<void> {
      const state = await settle(orderId, lines, 'release');
      if (state === moves.release.becomes) return;
      if (state !== 'none') throw new Error(`The stock of order ${orderId} is ${state}: cannot release it`);
      const mark: Reservation = { state: moves.release.becomes, lines: [] };
      const Item = { ...reservationKey(orderId), ...mark };
      await documents.send(new PutCommand({ TableName: table, Item, ConditionExpression: isNew }));
    },

    /** Turns an order's reserved pieces into sold ones. */
    async sell(orderId: string, lines: Line[]): Promise<void> {
      const state = await settle(orderId, lines, 'sell');
      if (state === 'none') throw new Error(`Order ${orderId} has no reserved stock to sell`);
      if (state !== moves.sell.becomes)
        throw new Error(`The stock of order ${orderId} is ${state}: cannot sell it`);
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

const isRepeated = (error: unknown) => cancellationReasons(error)[0]?.Code === conditionFailed;

/** `OutOfStock` when that is what stopped the transaction, else the error as it came. */
function asOutOfStock(error: unknown, lines: Line[]): unknown {
  const [ofReservation, ...ofLines] = cancellationReasons(error);
  const missing = lines.filter((_, i) => ofLines[i]?.Code === conditionFailed);
  if (ofReservation?.Code !== 'None' || missing.length === 0) return error;
  return new OutOfStock(missing.map(({ sku }) => sku));
}
