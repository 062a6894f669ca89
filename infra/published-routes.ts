import { catalogRoutes } from '../services/catalog/routes.ts';
import { stockRoutes } from '../services/fulfilment/routes.ts';
import { orderRoutes } from '../services/orders/routes.ts';
import { paymentRoutes } from '../services/payments/routes.ts';

/** Which routes each service publishes. Their handlers are held to them by their types. */
export const publishedRoutes = {
  catalog: Object.keys(catalogRoutes),
  orders: Object.keys(orderRoutes),
  payments: Object.keys(paymentRoutes),
  fulfilment: Object.keys(stockRoutes),
};

/** A service to which routes can lead. */
export type Service = keyof typeof publishedRoutes;
