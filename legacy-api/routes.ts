import { customerRoutes } from './customers.ts';
import type { Database } from './database.ts';
import type { Drain } from './http/drain.ts';
import type { Route } from './http/router.ts';
import { orderTransferRoutes } from './order-transfer.ts';
import { orderRoutes } from './orders.ts';
import { productTransferRoutes } from './product-transfer.ts';
import { productRoutes } from './products.ts';
import { shipmentRoutes } from './shipments.ts';

/** Everything that this server answers. */
export const routes = (database: Database, drain: Drain): Route[] => [
  healthRoute(drain),
  readinessRoute(database),
  ...customerRoutes(database),
  ...orderRoutes(database),
  ...productRoutes(database),
  ...shipmentRoutes(database),
  ...orderTransferRoutes(database),
  ...productTransferRoutes(database),
];

/**
 * For the load balancer: whether to send requests here. Not whether the database answers: a new container would not have
 * another one, and replacing all of them over and over helps nobody.
 */
const healthRoute = (drain: Drain): Route => ({
  method: 'GET',
  path: '/health',
  access: 'public',
  handle: async () =>
    drain.hasBegun
      ? { status: 503, body: { status: 'draining' } }
      : { status: 200, body: { status: 'healthy' } },
});

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
