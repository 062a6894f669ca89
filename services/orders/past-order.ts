import * as z from 'zod';
import { digits } from '../shared/digits.ts';
import { CodedError } from '../shared/errors.ts';
import type { Caller } from '../shared/http.ts';
import { moneySchema } from '../shared/money.ts';
import { customerIdSchema, orderLineSchema } from './order.ts';

const longestList = 100;

/** An order that the system before this one took. Nothing changes it any more. */
export const pastOrderSchema = z
  .strictObject({
    orderId: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/),
    customerId: customerIdSchema,
    status: z.enum(['COMPLETED', 'CANCELLED', 'REFUNDED']),
    placedAt: z.iso.datetime(),
    lines: z.array(orderLineSchema).min(1).max(100),
    total: moneySchema,
  })
  .meta({ title: 'PastOrder' });

export type PastOrder = z.infer<typeof pastOrderSchema>;

/** What `GET /orders/history` accepts in its query string. */
export const historyQuerySchema = z.strictObject({
  customerId: customerIdSchema.optional().describe("The caller's own when it is absent"),
  limit: digits(1, longestList).default(20),
});

/** Past orders of one customer, newest first. */
export const orderHistorySchema = z
  .strictObject({ items: z.array(pastOrderSchema).max(longestList) })
  .meta({ title: 'OrderHistory' });

/**
 * Whose history a caller asks for: operators may see anybody's, customers their own. Another one is `not_found`, whether
 * there is such a customer or not: who asks learns nothing of others.
 */
export function customerToShow({ id, groups }: Caller, customerId = id): string {
  if (customerId === id || groups.includes('operator')) return customerId;
  throw new CodedError('not_found', `You see no customer ${customerId}`);
}
