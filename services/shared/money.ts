import * as z from 'zod';

/** An amount in integer minor units (cents) of an ISO 4217 currency. Never a float. */
export interface Money {
  amount: number;
  currency: string;
}

/** The one currency of the shop: what is added up is always in it. */
export const shopCurrency = 'EUR';

export const moneySchema = z.strictObject({
  amount: z.int().min(0).max(100_000_000),
  currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as EUR'),
});

/** `percent` of an amount in minor units, rounded half up to a whole unit: percentOf(1050, 5) = 53 (52.5). */
export function percentOf(amount: number, percent: number): number {
  return Math.floor((amount * percent) / 100 + 0.5);
}
