import * as z from 'zod';
import { skuSchema } from '../shared/sku.ts';

/** What `PUT /stock/{sku}` takes. */
export const availableSchema = z
  .strictObject({ available: z.int().min(0).max(1_000_000).describe('Pieces that can be sold from now on') })
  .meta({ title: 'StockInput' });

const pieces = z.int().min(0);

/** Where the pieces of one SKU are. Orders move them between the three; only an operator changes their sum. */
export const stockLevelSchema = z
  .strictObject({ sku: skuSchema, available: pieces, reserved: pieces, sold: pieces })
  .meta({ title: 'StockLevel' });
export type StockLevel = z.infer<typeof stockLevelSchema>;

export interface Line {
  sku: string;
  quantity: number;
}

type Place = 'available' | 'reserved' | 'sold';

/**
 * What can happen to an order's pieces, and what its reservation becomes by it. Each moves them from one place to
 * another, so none appear or vanish.
 */
export const moves = {
  reserve: { from: 'available', to: 'reserved', becomes: 'reserved' },
  release: { from: 'reserved', to: 'available', becomes: 'released' },
  sell: { from: 'reserved', to: 'sold', becomes: 'sold' },
} as const satisfies Record<string, { from: Place; to: Place; becomes: string }>;

export type Move = keyof typeof moves;

/** All pieces of one order, kept together: either every line is in this state or none is. */
export interface Reservation {
  state: (typeof moves)[Move]['becomes'];
  lines: Line[];
}

/** One line per SKU: two lines of one SKU want the sum. */
export function mergeLines(lines: Line[]): Line[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return Array.from(quantities, ([sku, quantity]) => ({ sku, quantity }));
}

/** An order wants more than there is. The customer reads the message. Not worth a retry. */
export class OutOfStock extends Error {
  override readonly name = 'OutOfStock';

  constructor(skus: string[]) {
    super(`Out of stock: ${skus.join(', ')}`);
  }
}
