import { CodedError } from '../shared/errors.ts';
import { skuSchema } from '../shared/sku.ts';

/** Where a page ended, opaque to callers: they may only send it back. */
export const toCursor = (lastSku: string) => Buffer.from(lastSku).toString('base64url');

/** The last SKU of the page before. Anything that `toCursor` did not make is `invalid_request`. */
export function fromCursor(cursor: string): string {
  const sku = skuSchema.safeParse(Buffer.from(cursor, 'base64url').toString());
  if (sku.success && toCursor(sku.data) === cursor) return sku.data;
  throw new CodedError('invalid_request', 'cursor: expected a nextCursor from this list, unchanged', {
    fields: [{ path: '/cursor', message: 'expected a nextCursor from this list, unchanged' }],
  });
}
