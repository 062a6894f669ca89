import * as z from 'zod';

/** A product and how many of it. */
const requestLine = z.strictObject({ sku: z.string().min(1).max(32), quantity: z.int().min(1).max(999) });

/** What pricing is asked: the prices come from the catalogue, never from the caller. */
export const priceRequestSchema = z.strictObject({
  lines: z.array(requestLine).min(1).max(50),
  /** Where the goods go, ISO 3166-1 alpha-2: it decides the tax. */
  country: z.string().regex(/^[A-Z]{2}$/),
  coupon: z.string().min(1).max(40).optional(),
  correlationId: z.string().max(128),
});
export type PriceRequest = z.infer<typeof priceRequestSchema>;

/** Sums of many lines pass the limit of a single product's price. */
const sum = z.strictObject({ amount: z.int().min(0), currency: z.string().length(3) });

const pricedLine = z.strictObject({
  sku: z.string(),
  name: z.string(),
  quantity: z.int().min(1),
  unitPrice: sum,
  /** unitPrice × quantity, before any discount. */
  lineTotal: sum,
});

/** A priced order. Always: subtotal = Σ lineTotal, and total = subtotal − discount + tax. */
const quoteSchema = z.strictObject({
  lines: z.array(pricedLine),
  subtotal: sum,
  discount: sum,
  tax: sum,
  total: sum,
});
export type Quote = z.infer<typeof quoteSchema>;

/** Why pricing refuses an order. This is an answer, not a failure: the same request is refused again. */
const refusalSchema = z.strictObject({
  code: z.enum(['unknown_sku', 'unknown_coupon', 'unsupported_destination']),
  detail: z.string(),
  /** The SKUs that the catalogue does not have. */
  skus: z.array(z.string()).optional(),
});
export type Refusal = z.infer<typeof refusalSchema>;

export const priceResponseSchema = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), quote: quoteSchema }),
  z.strictObject({ ok: z.literal(false), error: refusalSchema }),
]);
export type PriceResponse = z.infer<typeof priceResponseSchema>;
