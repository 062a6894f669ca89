import * as z from 'zod';
import { CodedError } from '../shared/errors.ts';
import { type Money, moneySchema } from '../shared/money.ts';
import type { OrderLine } from './order.ts';
import type { OrderRequest } from './order-request.ts';

/** A product that costs something else than the customer saw. */
const priceChangeSchema = z.strictObject({ sku: z.string(), expected: moneySchema, actual: moneySchema });
type PriceChange = z.infer<typeof priceChangeSchema>;

/** What a `price_changed` problem says beside its text. */
export const priceChangesSchema = z.looseObject({ changes: z.array(priceChangeSchema).min(1) });

/**
 * Refuses an order whose customer saw another price with `price_changed`, whether it rose or fell. Lines that say nothing
 * of a price take the one of now.
 */
export function checkExpectedPrices(wanted: OrderRequest['lines'], priced: readonly OrderLine[]): void {
  const changes = wanted.flatMap(({ sku, expectedUnitPrice: expected }): PriceChange[] => {
    const actual = priced.find((line) => line.sku === sku)?.unitPrice;
    return expected && actual && !isSame(expected, actual) ? [{ sku, expected, actual }] : [];
  });
  if (changes.length === 0) return;
  const told = changes.map(
    ({ sku, expected, actual }) => `${sku} costs ${inWords(actual)} now, not ${inWords(expected)}`,
  );
  throw new CodedError(
    'price_changed',
    `${told.join('; ')} (minor units). Nothing was ordered: show the new prices, and order again with them, under the same key if you like`,
    { members: { changes } satisfies z.infer<typeof priceChangesSchema> },
  );
}

const isSame = (one: Money, other: Money) => one.amount === other.amount && one.currency === other.currency;

const inWords = ({ amount, currency }: Money) => `${amount} ${currency}`;
