import { customerRoutes } from './customers.ts';
import type { Database } from './database.ts';
import type { Route } from './http/router.ts';
import { orderRoutes } from './orders.ts';
import { productRoutes } from './products.ts';
import { shipmentRoutes } from './shipments.ts';

/** Everything that this server answers. */
export const routes = (database: Database): Route[] => [
  healthRoute(database),
  ...customerRoutes(database),
  ...orderRoutes(database),
  ...productRoutes(database),
  ...shipmentRoutes(database),
];

/** For the load balancer: 503 as long as the database does not answer. */
const healthRoute = (database: Database): Route => ({
  method: 'GET',
  path: '/health',
  async handle() {
    await database.query('SELECT 1');
    return { status: 200, body: { status: 'healthy' } };
  },
});
