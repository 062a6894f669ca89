import * as z from 'zod';
import { CodedError } from '../shared/errors.ts';
import { skuSchema } from '../shared/sku.ts';

const expected = 'expected a nextCursor from this list, unchanged';

/** Where a page ended, opaque to callers: they may only send it back. The last page has none. */
export const cursorSchema = z.string().regex(/^[A-Za-z0-9_-]{1,200}$/, expected);

export const toCursor = (lastSku: string) => Buffer.from(lastSku).toString('base64url');

/** The last SKU of the page before. Anything that `toCursor` did not make is `invalid_request`. */
export function fromCursor(cursor: string): string {
  const sku = skuSchema.safeParse(Buffer.from(cursor, 'base64url').toString());
  if (sku.success && toCursor(sku.data) === cursor) return sku.data;
  throw new CodedError('invalid_request', `/cursor: ${expected}`, {
    fields: [{ path: '/cursor', message: expected }],
  });
}
