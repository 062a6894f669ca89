import { matching, named, object, text, type ValueOf } from './http/checks.ts';
import type { Contracts } from './http/contract.ts';
import { customerId } from './identifiers.ts';

const customer = named(
  'Customer',
  object({
    customerId,
    name: text(1, 200),
    email: text(3, 320),
    address: object({
      street: text(1, 200),
      city: text(1, 200),
      postalCode: text(1, 20),
      country: matching(/^[A-Z]{2}$/, 'an ISO 3166-1 alpha-2 code such as DE'),
    }),
    since: matching(/^\d{4}-\d\d-\d\d$/, 'a date such as 2026-01-31'),
  }),
);
export type Customer = ValueOf<typeof customer>;

/** What the customer routes take and answer. */
export const customerContracts = {
  'GET /customers/{customerId}': {
    summary: 'Shows a customer to itself and to operators',
    path: object({ customerId }),
    answers: { 200: { description: 'The customer', body: customer } },
    errors: ['not_found'],
  },
} as const satisfies Contracts;
