import { beforeAll, expect, test, vi } from 'vitest';
import { lambdaContext } from '../shared/testing/http.ts';
import type { PriceRequest } from './contract.ts';

let ask: (request: unknown) => Promise<unknown>;

beforeAll(async () => {
  vi.stubEnv('CATALOG_TABLE', 'catalog');
  const { handler } = await import('./price.handler.ts');
  ask = (request) => handler(request as PriceRequest, lambdaContext());
});

test.each([
  ['lines', { lines: [] }],
  ['unitPrice', { lines: [{ sku: 'MUG-001', quantity: 1, unitPrice: 1 }] }],
  ['country', { country: 'Germany' }],
])(
  'a request that breaks the contract is refused, naming its %s, before anything is read',
  async (name, change) => {
    const request = { lines: [{ sku: 'MUG-001', quantity: 1 }], country: 'DE', correlationId: 'c-1' };
    await expect(ask({ ...request, ...change })).rejects.toThrow(name);
  },
);
