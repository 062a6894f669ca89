import { matching } from './checks.ts';
import { HttpError } from './errors.ts';

/** Where a page ended, opaque to callers: they may only send it back. */
export const cursor = matching(/^[A-Za-z0-9_-]{1,200}$/, 'the nextCursor of the page before');

export const toCursor = (lastKey: string) => Buffer.from(lastKey).toString('base64url');

/** The last key of the page before, which fits `pattern`. What `toCursor` did not make is `invalid_request`. */
export function fromCursor(text: string, pattern: RegExp): string {
  const key = Buffer.from(text, 'base64url').toString();
  if (pattern.test(key) && toCursor(key) === text) return key;
  const message = 'expected a nextCursor from this list, unchanged';
  throw new HttpError('invalid_request', `/cursor: ${message}`, { fields: [{ path: '/cursor', message }] });
}
