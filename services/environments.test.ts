import { globSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';

/** What a variable may be, and what is no such thing; `undefined` is a variable that is not set. */
interface Variable {
  right: string;
  wrong: (string | undefined)[];
}

const text: Variable = { right: 'x', wrong: ['', undefined] };
const arn: Variable = { right: 'arn:aws:states:::x', wrong: ['', 'x', undefined] };
const url: Variable = { right: 'https://example.com/x', wrong: ['', 'x', undefined] };
const count: Variable = { right: '1', wrong: ['0', '1.5', 'many', undefined] };
const sslMode: Variable = { right: 'verify-full', wrong: ['verify_full', 'require', ''] };

const side = (name: unknown, functionName: unknown = 'a-function') => ({ name, functionName });
const canary = (percent: number) => ({ owner: side('a'), canary: { to: side('b'), percent } });
const splits: Variable = {
  right: JSON.stringify({
    'GET /a': { owner: side('a'), shadow: side('b') },
    'GET /b': canary(1),
    'GET /c': canary(99),
  }),
  wrong: [
    undefined,
    ...[{}, { owner: side('a'), more: 1 }, canary(0), canary(100)].map((split) =>
      JSON.stringify({ 'GET /a': split }),
    ),
    ...[side(''), side(5), side('a', ''), side('a', 5), { ...side('a'), more: 1 }].map((owner) =>
      JSON.stringify({ 'GET /a': { owner } }),
    ),
    JSON.stringify({ 'GET /a': { owner: side('a'), canary: { to: side('b'), percent: 5, more: 1 } } }),
  ],
};

const settlement = { ORDERS_TABLE: text, PAYMENT_WAITS_TABLE: text, REFUND_QUEUE_URL: url };
const functions: Record<string, Record<string, Variable>> = {
  'catalog/api': { CATALOG_TABLE: text },
  'fulfilment/book-shipment': { ORDERS_TABLE: text, LEGACY_API_URL: url },
  'fulfilment/cancel-order': { ORDERS_TABLE: text },
  'fulfilment/cancel-shipment': { LEGACY_API_URL: url },
  'fulfilment/complete-order': { ORDERS_TABLE: text, STOCK_TABLE: text },
  'fulfilment/release-stock': { STOCK_TABLE: text },
  'fulfilment/reserve-stock': { ORDERS_TABLE: text, STOCK_TABLE: text },
  'fulfilment/stock-api': { STOCK_TABLE: text },
  'orders/api': {
    ORDERS_TABLE: text,
    ORDER_HISTORY_TABLE: text,
    PRICING_FUNCTION: text,
    STATE_MACHINE_ARN: arn,
  },
  'orders/sweep': { ORDERS_TABLE: text, STATE_MACHINE_ARN: arn },
  'payments/audit': { LEDGER_READER_SECRET_ARN: text },
  'payments/await-payment': settlement,
  'payments/refund-payment': settlement,
  'payments/refund': { PROVIDER_SECRET_ARN: text },
  'payments/worker': {
    ...settlement,
    ...{ DATABASE_POOL_SIZE: count, LEDGER_SECRET_ARN: text, PGSSLMODE: sslMode, WEBHOOK_SECRET_ARN: text },
  },
  'pricing/price': { CATALOG_TABLE: text },
  'splitter/compare': {},
  'splitter/legacy': { LEGACY_API_URL: url },
  'splitter/split': { SPLIT_ROUTES: splits, COMPARE_FUNCTION: { right: 'x', wrong: [''] } },
};

afterEach(() => vi.unstubAllEnvs());

function start(name: string): Promise<unknown> {
  vi.resetModules();
  return import(join(import.meta.dirname, `${name}.handler.ts`));
}

test.each(Object.entries(functions))(
  '%s starts with what it needs, and not when one thing of it is wrong',
  async (name, variables) => {
    for (const [variable, { right }] of Object.entries(variables)) vi.stubEnv(variable, right);
    await expect(start(name)).resolves.toHaveProperty('handler');
    for (const [variable, { right, wrong }] of Object.entries(variables)) {
      for (const value of wrong) {
        vi.stubEnv(variable, value);
        await expect(start(name), `${variable}=${value}`).rejects.toThrow(variable);
      }
      vi.stubEnv(variable, right);
    }
  },
);

test('every function is looked at', () => {
  const files = globSync('*/*.handler.ts', { cwd: import.meta.dirname });
  expect(Object.keys(functions).sort()).toEqual(files.map((file) => file.replace('.handler.ts', '')).sort());
});
