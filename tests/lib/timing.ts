import type { ExpectStatic } from 'vitest';
import { secondTryPatience } from './hide-briefly.ts';
import { PaidOrder, type Setting } from './paid-order.ts';
import type { Held, ShortWait } from './short-wait.ts';

/** Where all money, goods and pieces of an order are in the end. */
interface Ending {
  ends: 'COMPLETED' | 'CANCELLED' | 'REFUNDED' | 'unknown';
  /** What the customer reads; `…` stands for what is another one each time. */
  reason?: string;
  keeps: keyof typeof keptOf;
  /** `free`: none is reserved or sold. */
  stock: 'sold' | 'free';
  shipment: 'booked' | 'none' | 'cancelled';
}

/** A row of the table. */
export interface Timing extends Ending {
  /** What comes, in which order. */
  comes: string;
  /** Does that. */
  happens: (order: PaidOrder) => Promise<unknown>;
  /** Pieces of its product in stock. @default 5 */
  available?: number;
  shipTo?: { country: string; postalCode: string };
  isUnknown?: true;
  /** Its workflow stops before this task until what is `early` has happened. */
  stopsBefore?: 'ReserveStock' | 'BookShipment' | 'CompleteOrder';
  /** What comes before that task. */
  early?: (order: PaidOrder, held: Held) => Promise<unknown>;
}

/** In minor units of the order's currency, by how the page names it. */
const keptOf = {
  nothing: () => 0,
  'the price': (price: number) => price,
  'the price less 1.00 EUR': (price: number) => price - 100,
};

export const completed = {
  ends: 'COMPLETED',
  keeps: 'the price',
  stock: 'sold',
  shipment: 'booked',
} as const;
export const cancelled = { ends: 'CANCELLED', keeps: 'nothing', stock: 'free', shipment: 'none' } as const;
export const refunded = { ...cancelled, ends: 'REFUNDED' } as const;

/** Takes an order through a row, and compares its end with the row's by all who know of it. */
export async function live(
  timing: Timing,
  setting: Setting,
  { hold }: Pick<ShortWait, 'hold'>,
): Promise<void> {
  const { available = 5, shipTo, stopsBefore, early, happens } = timing;
  const sku = await setting.shop.newProduct(available);
  const held = stopsBefore && hold(stopsBefore, sku);
  const order = timing.isUnknown
    ? PaidOrder.unknown(setting, sku)
    : await PaidOrder.place(setting, { sku, ...(shipTo && { shipTo }) });
  if (held) {
    await early?.(order, held);
    held.goOn();
  }
  await happens(order);
  const { expect } = setting;
  const expected = expectedOf(timing, order, expect);
  await expect.poll(() => order.outcome(), { timeout: secondTryPatience, interval: 50 }).toEqual(expected);
  await order.isQuiet();
  expect(await order.outcome()).toEqual(expected);
  expect(await order.ledger()).toEqual(expected.held);
}

function expectedOf(
  { available = 5, ends, reason, keeps, stock, shipment }: Timing,
  { order }: PaidOrder,
  expect: ExpectStatic,
) {
  const { amount, currency } = order.total;
  const kept = keptOf[keeps](amount);
  const sold = stock === 'sold' ? 1 : 0;
  return {
    status: ends,
    ...(reason !== undefined && { reason: expect.stringMatching(patternOf(reason)) }),
    held: kept === 0 ? {} : { [currency]: kept },
    stock: { available: available - sold, reserved: 0, sold },
    shipment,
  };
}

const patternOf = (reason: string) => `^${reason.replaceAll('.', '\\.').replaceAll('…', '.+')}$`;

/** The rows as a markdown table. */
export function tableOf(timings: Timing[]): string {
  const cells = [
    ['what comes, in this order', 'the order ends', 'the customer reads', 'money kept', 'stock', 'shipment'],
    ['---', '---', '---', '---', '---', '---'],
    ...timings.map(({ comes, ends, reason = '', keeps, stock, shipment }) => {
      const end = ends === 'unknown' ? 'there is none' : ends;
      return [comes, end, reason, keeps, stock, shipment];
    }),
  ];
  return cells.map((row) => `| ${row.join(' | ')} |`).join('\n');
}
