import { afterEach, expect, test, vi } from 'vitest';

const environment = {
  DATABASE_POOL_SIZE: '1',
  LEDGER_SECRET_ARN: 'arn:ledger',
  ORDERS_TABLE: 'orders',
  PAYMENT_WAITS_TABLE: 'waits',
  PGSSLMODE: 'verify-full',
  REFUND_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/000000000000/refunds',
  WEBHOOK_SECRET_ARN: 'arn:webhook',
};
afterEach(() => vi.unstubAllEnvs());

test.each([
  ['DATABASE_POOL_SIZE', ['0', '1.5', 'many', undefined]],
  ['LEDGER_SECRET_ARN', ['', undefined]],
  ['ORDERS_TABLE', ['', undefined]],
  ['PAYMENT_WAITS_TABLE', ['', undefined]],
  ['PGSSLMODE', ['verify_full', 'require', '']],
  ['REFUND_QUEUE_URL', ['', 'refunds', undefined]],
  ['WEBHOOK_SECRET_ARN', ['', undefined]],
] as const)('the worker does not start with another %s than it needs', async (name, wrong) => {
  for (const [key, value] of Object.entries(environment)) vi.stubEnv(key, value);
  for (const value of wrong) {
    vi.stubEnv(name, value);
    vi.resetModules();
    await expect(import('./worker.handler.ts')).rejects.toThrow(`${name}:`);
  }
});
