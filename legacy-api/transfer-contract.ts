import { digits, list, named, object, optional, otherwise } from './http/checks.ts';
import type { Contracts } from './http/contract.ts';
import { cursor } from './http/cursor.ts';
import { pastOrder } from './order-contract.ts';
import { product } from './product-contract.ts';

const highestLimit = 100;

const page = named(
  'PastOrderPage',
  object({ items: list(pastOrder, 0, highestLimit), nextCursor: optional(cursor) }),
);

/** What operators take out of this system and bring back while its routes move to others. */
export const transferContracts = {
  'GET /transfer/orders': {
    summary: 'Lists the past orders of all customers, a page at a time',
    query: object({ limit: otherwise(digits(1, highestLimit), 20), cursor: optional(cursor) }),
    answers: { 200: { description: 'A page of past orders', body: page } },
    errors: ['invalid_request', 'forbidden'],
  },
  'POST /transfer/products': {
    summary: 'Brings a product back as another system has it, its version too: only a newer one is taken',
    body: product,
    answers: { 200: { description: 'The product as it is here now', body: product } },
    errors: ['invalid_request', 'forbidden', 'stale_version'],
  },
} as const satisfies Contracts;
