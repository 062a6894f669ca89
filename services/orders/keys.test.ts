import { expect, test } from 'vitest';
import { idempotencyKey } from './keys.ts';

test("a customer whose id contains the separator cannot reach another customer's keys", () => {
  expect(idempotencyKey('C-1#x', 'y')).not.toBe(idempotencyKey('C-1', 'x#y'));
});
