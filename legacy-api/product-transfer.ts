import type { Database } from './database.ts';
import { parse } from './http/checks.ts';
import type { Contracts } from './http/contract.ts';
import { HttpError } from './http/errors.ts';
import type { Route } from './http/router.ts';
import { product } from './product-contract.ts';
import { productTable } from './product-table.ts';

/** How operators bring products back while their routes move to another system, and perhaps back. */
export const productTransferContracts = {
  'POST /transfer/products': {
    summary: 'Brings a product back as another system has it, its version too: only a newer one is taken',
    body: product,
    answers: { 200: { description: 'The product as it is here now', body: product } },
    errors: ['invalid_request', 'forbidden', 'stale_version'],
  },
} as const satisfies Contracts;

export const productTransferRoutes = (database: Database): Route[] => [
  {
    method: 'POST',
    path: '/transfer/products',
    access: 'operator',
    async handle({ json }) {
      const brought = parse(productTransferContracts['POST /transfer/products'].body, await json());
      const accepted = await productTable(database).accept(brought);
      if (accepted) return { status: 200, body: accepted };
      throw new HttpError(
        'stale_version',
        `${brought.sku} is here in version ${brought.version} or a later one: nothing was changed.`,
      );
    },
  },
];
