import * as z from 'zod';
import { invalidParameter, type StripeError } from './stripe-error.ts';

export type Parameters = Record<string, unknown>;

/** Reads a form or a query; `metadata[order_id]=1` is `{metadata: {order_id: '1'}}`. Lists are read by their indices. */
export function readForm(text: string): Parameters {
  const flat: [string, unknown][] = [];
  const nested = new Map<string, [string, string][]>();
  for (const [name, value] of new URLSearchParams(text)) {
    const [, outer, inner] = /^([^[\]]+)\[([^[\]]*)\]$/.exec(name) ?? [];
    if (outer === undefined || inner === undefined) flat.push([name, value]);
    else {
      const entries = nested.get(outer) ?? [];
      entries.push([inner || String(entries.length), value]);
      nested.set(outer, entries);
    }
  }
  for (const [name, entries] of nested) flat.push([name, Object.fromEntries(entries)]);
  return Object.fromEntries(flat);
}

/** Checks parameters, or throws what Stripe says of the first wrong one. */
export function check<Schema extends z.ZodType>(schema: Schema, parameters: Parameters): z.infer<Schema> {
  const result = schema.safeParse(parameters);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw issue ? asStripeError(issue, parameters) : result.error;
}

function asStripeError(issue: z.core.$ZodIssue, parameters: Parameters): StripeError {
  if (issue.code === 'unrecognized_keys') {
    const param = [...issue.path, ...issue.keys.slice(0, 1)].join('.');
    return invalidParameter(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param });
  }
  const param = issue.path.join('.');
  if (!(String(issue.path[0]) in parameters))
    return invalidParameter(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  return invalidParameter(`Invalid ${param}: ${issue.message}`, { param });
}

/** Minor units: whole, at least 1 and at most eight digits. */
export const amount = z
  .string()
  .regex(/^[1-9]\d{0,7}$/, 'must be a positive integer of up to 8 digits')
  .transform(Number);

export const currency = z
  .string()
  .regex(/^[a-z]{3}$/i, 'must be a three-letter ISO 4217 code')
  .toLowerCase();

/** Up to 50 keys of 40 characters with values of 500: https://docs.stripe.com/api/metadata */
export const metadata = z
  .record(z.string().max(40), z.string().max(500))
  .refine((pairs) => Object.keys(pairs).length <= 50, 'may have 50 keys');

const pageSize = z
  .string()
  .regex(/^([1-9]\d?|100)$/, 'must be between 1 and 100')
  .transform(Number);

/** The parameters of every list. https://docs.stripe.com/api/pagination */
export const paging = { limit: pageSize.default(10), starting_after: z.string().optional() };
