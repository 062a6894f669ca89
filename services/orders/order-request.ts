import { createHash } from 'node:crypto';
import * as z from 'zod';
import { moneySchema } from '../shared/money.ts';

const lineSchema = z.strictObject({
  /** Half a surrogate pair is no text that DynamoDB could look up. */
  sku: z
    .string()
    .min(1)
    .max(32)
    .refine((sku) => sku.isWellFormed(), 'expected whole Unicode characters'),
  quantity: z.int().min(1).max(999),
  expectedUnitPrice: moneySchema
    .optional()
    .describe('What the customer saw: an order at any other price is refused'),
});

/** The body of `POST /orders`. Strict: a price or a customer from the client is refused, not ignored. */
export const orderRequestSchema = z
  .strictObject({
    lines: z.array(lineSchema).min(1).max(50).superRefine(refuseRepeatedSkus).describe('A SKU at most once'),
    shipTo: z.strictObject({
      country: z.string().regex(/^[A-Z]{2}$/, 'expected an ISO 3166-1 alpha-2 code such as DE'),
      postalCode: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9 -]{0,11}$/, 'expected 1 to 12 letters, digits, spaces and hyphens'),
    }),
    coupon: z.string().min(1).max(40).optional(),
  })
  .meta({ title: 'OrderRequest' });
export type OrderRequest = z.infer<typeof orderRequestSchema>;

function refuseRepeatedSkus(lines: { sku: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, { sku }] of lines.entries()) {
    if (seen.has(sku))
      context.addIssue({
        code: 'custom',
        path: [index, 'sku'],
        message: `${sku} is in another line: add the quantities up in one`,
      });
    seen.add(sku);
  }
}

/** Tells two requests apart by what they ask for; the order of fields and white space do not count. */
export function hashOf({ lines, shipTo, coupon }: OrderRequest): string {
  const canonical = JSON.stringify([
    lines.map(({ sku, quantity, expectedUnitPrice: expected }) => [
      sku,
      quantity,
      ...(expected ? [expected.amount, expected.currency] : []),
    ]),
    [shipTo.country, shipTo.postalCode],
    coupon ?? null,
  ]);
  return createHash('sha256').update(canonical).digest('hex');
}
