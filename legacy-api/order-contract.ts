import {
  anyText,
  digits,
  instant,
  list,
  matching,
  named,
  object,
  oneOf,
  optional,
  otherwise,
  type ValueOf,
  wholeNumber,
} from './http/checks.ts';
import type { Contracts } from './http/contract.ts';
import { customerId, orderId } from './identifiers.ts';

const highestLimit = 100;

/** In minor units of an ISO 4217 currency. */
const money = named(
  'Money',
  object({ amount: wholeNumber(0), currency: matching(/^[A-Z]{3}$/, 'an ISO 4217 code such as EUR') }),
);

export const pastOrder = named(
  'PastOrder',
  object({
    orderId,
    customerId,
    status: oneOf('COMPLETED', 'CANCELLED', 'REFUNDED'),
    placedAt: instant,
    lines: list(
      object({ sku: anyText, name: anyText, quantity: wholeNumber(1), unitPrice: money, lineTotal: money }),
      1,
      100,
    ),
    total: money,
  }),
);
export type PastOrder = ValueOf<typeof pastOrder>;

const history = named('OrderHistory', object({ items: list(pastOrder, 0, highestLimit) }));

/** What the routes of old orders take and answer. */
export const orderContracts = {
  'GET /orders/history': {
    summary: 'Lists orders of the past, newest first',
    query: object({
      /** Missing, it is the caller's own. */
      customerId: optional(customerId),
      limit: otherwise(digits(1, highestLimit), 20),
    }),
    answers: { 200: { description: 'The newest orders', body: history } },
    errors: ['invalid_request', 'not_found'],
  },
} as const satisfies Contracts;
