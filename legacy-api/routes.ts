import { customerRoutes } from './customers.ts';
import type { Database } from './database.ts';
import type { Route } from './http/router.ts';
import { orderRoutes } from './orders.ts';
import { productRoutes } from './products.ts';
import { shipmentRoutes } from './shipments.ts';

/** Everything that this server answers. */
export const routes = (database: Database): Route[] => [
  healthRoute,
  readinessRoute(database),
  ...customerRoutes(database),
  ...orderRoutes(database),
  ...productRoutes(database),
  ...shipmentRoutes(database),
];

/**
 * For the load balancer: whether this process serves. Not whether its database does: a new container would not have
 * another one, and replacing all of them over and over helps nobody.
 */
const healthRoute: Route = {
  method: 'GET',
  path: '/health',
  access: 'public',
  handle: async () => ({ status: 200, body: { status: 'healthy' } }),
};

/** For people and dashboards: 503 as long as the database does not answer. */
const readinessRoute = (database: Database): Route => ({
  method: 'GET',
  path: '/ready',
  access: 'internal',
  async handle() {
    await database.query('SELECT 1');
    return { status: 200, body: { status: 'ready' } };
  },
});
