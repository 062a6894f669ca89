import { GetCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalAws } from '../shared/testing/local-aws.ts';
import { reservations } from './reservations.ts';
import type { Line, Move, Reservation, StockLevel } from './stock.ts';
import { stockTable } from './stock-table.ts';
import { stockTableDefinition } from './testing/stock-table.ts';

const table = stockTableDefinition.TableName;
const stocked = 6;
let aws: Awaited<ReturnType<typeof startLocalAws>>;
let runs = 0;

beforeAll(async () => {
  aws = await startLocalAws([stockTableDefinition]);
});
afterAll(() => aws.stop());

/** One thing that happens to one of four orders. */
interface Step {
  order: number;
  move: Move;
}

const step = fc.record<Step>({
  order: fc.nat(3),
  move: fc.constantFrom('reserve', 'reserve', 'release', 'sell'),
});
/** What each of the four orders wants: of two products, in one to three lines. */
const wants = fc.array(
  fc.array(fc.record({ sku: fc.constantFrom('MUG', 'PEN'), quantity: fc.integer({ min: 1, max: 2 }) }), {
    ...{ minLength: 1, maxLength: 3 },
  }),
  { minLength: 4, maxLength: 4 },
);

/** A store of its own: six mugs and six pens, and the orders that want of them. */
async function openStore(wanted: Line[][]) {
  runs += 1;
  const run = runs;
  const [stock, orders] = [stockTable(aws.documents, table), reservations(aws.documents, table)];
  const own = (sku: string) => `${sku}-${run}`;
  const idOf = (order: number) => `order-${run}-${order}`;
  for (const sku of ['MUG', 'PEN']) await stock.setAvailable(own(sku), stocked);
  return {
    async move({ order, move }: Step): Promise<string> {
      const lines = (wanted[order] ?? []).map(({ sku, quantity }) => ({ sku: own(sku), quantity }));
      try {
        await orders[move](idOf(order), lines);
        return 'done';
      } catch (error) {
        return (error as Error).name;
      }
    },
    async level(sku: string): Promise<Omit<StockLevel, 'sku'>> {
      const { sku: _, ...level } = (await stock.find(own(sku))) as StockLevel;
      return level;
    },
    /** Pieces of a product that orders hold in this state. */
    async held(sku: string, state: Reservation['state']): Promise<number> {
      let pieces = 0;
      for (const order of wanted.keys()) {
        const Key = { pk: `RESERVATION#${idOf(order)}` };
        const { Item } = await aws.documents.send(new GetCommand({ TableName: table, Key }));
        if (Item?.['state'] === state) pieces += quantityOf(own(sku), Item['lines']);
      }
      return pieces;
    },
  };
}

const quantityOf = (sku: string, lines: Line[]) =>
  lines.filter((line) => line.sku === sku).reduce((sum, { quantity }) => sum + quantity, 0);

/** The same in a few lines, for one order after the other: what each order's pieces are, or nothing yet. */
function predicted(wanted: Line[][]) {
  const states = new Map<number, Reservation['state']>();
  const pieces = (sku: string, inState: Reservation['state']) =>
    [...states].reduce(
      (sum, [order, state]) => sum + (state === inState ? quantityOf(sku, wanted[order] ?? []) : 0),
      0,
    );
  const level = (sku: string) => {
    const [reserved, sold] = [pieces(sku, 'reserved'), pieces(sku, 'sold')];
    return { available: stocked - reserved - sold, reserved, sold };
  };
  const fits = (order: number) =>
    ['MUG', 'PEN'].every((sku) => quantityOf(sku, wanted[order] ?? []) <= level(sku).available);
  return {
    level,
    move({ order, move }: Step): string {
      const state = states.get(order);
      if (move === 'reserve') {
        if (state) return 'done';
        if (!fits(order)) return 'OutOfStock';
        states.set(order, 'reserved');
        return 'done';
      }
      const becomes = move === 'release' ? 'released' : 'sold';
      const isPossible = state === becomes || state === 'reserved' || (move === 'release' && !state);
      if (isPossible) states.set(order, becomes);
      return isPossible ? 'done' : 'Error';
    },
  };
}

test('one after the other, orders move exactly the pieces that they should, repeated and out of order too', async () => {
  await fc.assert(
    fc.asyncProperty(wants, fc.array(step, { maxLength: 12 }), async (wanted, steps) => {
      const [store, model] = [await openStore(wanted), predicted(wanted)];
      for (const each of steps) {
        expect(await store.move(each)).toBe(model.move(each));
        for (const sku of ['MUG', 'PEN']) expect(await store.level(sku)).toEqual(model.level(sku));
      }
    }),
    { numRuns: 60 },
  );
});

test('at the same time, orders make no piece appear or vanish, take none twice, and none that is not there', async () => {
  const turns = fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(wants, turns, async (wanted, atOnce) => {
      const store = await openStore(wanted);
      const allReserve = Array.from(wanted.keys(), (order): Step => ({ order, move: 'reserve' }));
      for (const steps of [allReserve, ...atOnce]) {
        await Promise.all(steps.map((each) => store.move(each)));
        for (const sku of ['MUG', 'PEN']) {
          const { available, reserved, sold } = await store.level(sku);
          expect(available + reserved + sold).toBe(stocked);
          expect(Math.min(available, reserved, sold)).toBeGreaterThanOrEqual(0);
          expect(reserved).toBe(await store.held(sku, 'reserved'));
          expect(sold).toBe(await store.held(sku, 'sold'));
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('of any number of orders that race for the last pieces, exactly as many get one as there are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 12 }), async (racers) => {
      const store = await openStore(Array.from({ length: racers }, () => [{ sku: 'MUG', quantity: 1 }]));
      // As the workflow does: a transaction that met another one is tried again, a final answer is not.
      const reserve = async (order: number): Promise<string> => {
        const outcome = await store.move({ order, move: 'reserve' });
        return outcome === 'TransactionCanceledException' ? reserve(order) : outcome;
      };
      const outcomes = await Promise.all(Array.from({ length: racers }, (_, order) => reserve(order)));
      const winners = Math.min(racers, stocked);
      expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(winners);
      expect(outcomes.filter((outcome) => outcome === 'OutOfStock')).toHaveLength(racers - winners);
      expect(await store.level('MUG')).toEqual({ available: stocked - winners, reserved: winners, sold: 0 });
    }),
    { numRuns: 25 },
  );
});
