import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CodedError } from '../shared/errors.ts';
import { skuSchema } from '../shared/sku.ts';
import { fromCursor, toCursor } from './cursor.ts';

const skus = fc.stringMatching(/^[A-Z0-9][A-Z0-9-]{2,31}$/);

/** What becomes of a cursor that a caller sends: its SKU or the code of its refusal. Anything else thrown is a crash. */
function read(cursor: string): { sku: string } | { refused: string } {
  try {
    return { sku: fromCursor(cursor) };
  } catch (error) {
    if (error instanceof CodedError) return { refused: error.code };
    throw error;
  }
}

test('every SKU makes a cursor that leads back to it and needs no escape in a URL', () => {
  fc.assert(
    fc.property(skus, (sku) => {
      expect(fromCursor(toCursor(sku))).toBe(sku);
      expect(toCursor(sku)).toBe(encodeURIComponent(toCursor(sku)));
    }),
  );
});

test('a cursor in which one character is another, lost or added is refused, or is the cursor of another SKU', () => {
  const character = fc.string({ unit: 'binary', maxLength: 2 });
  fc.assert(
    fc.property(skus, fc.nat(), fc.nat(2), character, (sku, at, cut, put) => {
      const cursor = toCursor(sku);
      const index = at % (cursor.length + 1);
      const tampered = cursor.slice(0, index) + put + cursor.slice(index + cut);
      fc.pre(tampered !== cursor);
      const found = read(tampered);
      if ('refused' in found) expect(found.refused).toBe('invalid_request');
      // Cursors hold no secret: who can make another's has said no more than its SKU.
      else expect([toCursor(found.sku), skuSchema.safeParse(found.sku).success]).toEqual([tampered, true]);
    }),
    { numRuns: 1000 },
  );
});

test('no text crashes, and only what toCursor makes is taken', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.base64String(),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64url')),
    fc.constantFrom(
      '',
      '__proto__',
      '\ud800',
      '%',
      'TVVHLTAwMQ',
      'TVVHLTAwMQ==',
      ' TVVHLTAwMQ',
      'TVVHLTAwMR',
    ),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const found = read(text);
      expect('sku' in found ? toCursor(found.sku) : found.refused).toBe(
        'sku' in found ? text : 'invalid_request',
      );
    }),
    { numRuns: 1000 },
  );
});
