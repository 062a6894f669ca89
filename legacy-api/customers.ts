import type { Customer } from './customer-contract.ts';
import type { Database } from './database.ts';
import { maySee } from './http/caller.ts';
import { HttpError } from './http/errors.ts';
import type { Route } from './http/router.ts';
import { callerIdPattern } from './identifiers.ts';

interface CustomerRow {
  customer_id: string;
  name: string;
  email: string;
  street: string;
  city: string;
  postal_code: string;
  country: string;
  since: string;
}

export const customerRoutes = (database: Database): Route[] => [
  {
    method: 'GET',
    path: '/customers/{customerId}',
    access: 'customer',
    async handle({ caller, parameters: { customerId = '' } }) {
      const isVisible = callerIdPattern.test(customerId) && maySee(caller, customerId);
      const customer = isVisible ? await find(database, customerId) : undefined;
      if (!customer) throw new HttpError('not_found', 'No customer has this id.');
      return { status: 200, body: customer };
    },
  },
];

async function find(database: Database, customerId: string) {
  const [row] = await database.query<CustomerRow>(
    `SELECT customer_id, name, email, street, city, postal_code, country, since::text
     FROM customers WHERE customer_id = $1`,
    [customerId],
  );
  return row && toCustomer(row);
}

const toCustomer = ({
  customer_id,
  name,
  email,
  street,
  city,
  postal_code,
  country,
  since,
}: CustomerRow): Customer => ({
  customerId: customer_id,
  name,
  email,
  address: { street, city, postalCode: postal_code, country },
  since,
});
