import type { Answer } from './engine.ts';

/**
 * Capacity units that DynamoDB charges for (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html).
 * Writes of indexes are not among them: dynalite does not count those.
 */
export interface Consumption {
  readUnits: number;
  writeUnits: number;
}

const reads = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'TransactGetItems']);

/** Adds what an answer says that its operation consumed, to one item or to many. */
export function addConsumed(consumption: Consumption, operation: string, { body }: Answer): void {
  const { ConsumedCapacity: consumed = [] } = JSON.parse(body) as {
    ConsumedCapacity?: { CapacityUnits: number } | { CapacityUnits: number }[];
  };
  const units = [consumed].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
  consumption[reads.has(operation) ? 'readUnits' : 'writeUnits'] += units;
}

/** Adds a transaction, of which each item counts twice. Items are taken to be no larger than one unit. */
export function addTransaction(consumption: Consumption, operation: string, items: number): void {
  consumption[reads.has(operation) ? 'readUnits' : 'writeUnits'] += 2 * items;
}
