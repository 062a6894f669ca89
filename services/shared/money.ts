import * as z from 'zod';

/** An amount in integer minor units (cents) of an ISO 4217 currency. Never a float. */
export interface Money {
  amount: number;
  currency: string;
}

/** Money that is nobody's debt. */
export const moneySchema = z
  .strictObject({
    amount: z.int().min(0).describe('In minor units: 1250 is 12.50'),
    currency: z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code such as EUR'),
  })
  .meta({ title: 'Money' });

/** The one currency of the shop: what is added up is always in it. */
export const shopCurrency = 'EUR';

/** `percent` of an amount in minor units, rounded half up to a whole unit: percentOf(1050, 5) = 53 (52.5). */
export function percentOf(amount: number, percent: number): number {
  return Math.floor((amount * percent) / 100 + 0.5);
}
