import { expect, test } from 'vitest';
import { IdempotencyKeys } from './idempotency.ts';

const hour = 3_600_000;

test('a key is kept for 24 hours and is then free again', () => {
  let now = 0;
  const keys = new IdempotencyKeys(() => now);
  const answer = { status: 200, body: { id: 're_1' } };
  keys.save('key', 'POST /v1/refunds', answer);
  now = 24 * hour - 1;
  expect(keys.find('key', 'POST /v1/refunds')).toEqual(answer);
  expect(() => keys.find('key', 'POST /v1/payment_intents')).toThrow(/Keys for idempotent requests/);
  now = 24 * hour;
  expect(keys.find('key', 'POST /v1/payment_intents')).toBeUndefined();
});

test('a saved answer does not change with the object that it showed', () => {
  const keys = new IdempotencyKeys();
  const intent = { status: 'requires_payment_method' };
  keys.save('key', 'request', { status: 200, body: intent });
  intent.status = 'succeeded';
  expect(keys.find('key', 'request')).toEqual({ status: 200, body: { status: 'requires_payment_method' } });
});
