import { expect, test } from 'vitest';
import { checkKey } from './idempotency.ts';

test.each(['k', ' ~', 'x'.repeat(255)])('%j is an idempotency key', (key) => {
  expect(checkKey(key)).toBe(key);
});

test.each(['x'.repeat(256), 'a\n', '\u007f', 'ä'])('%j is none', (key) => {
  expect(() => checkKey(key)).toThrow('Idempotency-Key');
});

test.each([undefined, ''])('%j is no key at all, which has a code of its own', (key) => {
  expect(() => checkKey(key)).toThrowError(expect.objectContaining({ code: 'missing_idempotency_key' }));
});
