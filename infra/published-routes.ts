import { catalogRoutes } from '../services/catalog/routes.ts';
import { stockRoutes } from '../services/fulfilment/routes.ts';
import { orderRoutes } from '../services/orders/routes.ts';
import { paymentRoutes } from '../services/payments/routes.ts';
import type { RouteContracts } from '../services/shared/route-contract.ts';

/** What each service publishes, keyed `METHOD /path/{parameter}`. Their handlers are held to it by their types. */
export const publishedRoutes = {
  catalog: catalogRoutes,
  orders: orderRoutes,
  payments: paymentRoutes,
  fulfilment: stockRoutes,
} satisfies Record<string, RouteContracts>;

/** A service to which routes can lead. */
export type Service = keyof typeof publishedRoutes;

/** Only the names of the routes, for the checks of the table of routes. */
export const publishedNames: Readonly<Record<string, string[]>> = Object.fromEntries(
  Object.entries(publishedRoutes).map(([service, contracts]) => [service, Object.keys(contracts)]),
);
