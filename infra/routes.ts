import type { RouteTable } from './patterns/route-table.ts';

/**
 * The strangler table: per route, who serves it and who may call it. One word moves a route from the legacy API to a
 * service and back: the owner of a line that `movesBetween` two. A method that a path does not name falls through to
 * `ANY /{proxy+}`, so each says its access itself.
 */
export const routes = {
  'GET    /products': { owner: 'catalog', access: 'public', movesBetween: ['legacy', 'catalog'] },
  'GET    /products/{sku}': { owner: 'catalog', access: 'public', movesBetween: ['legacy', 'catalog'] },
  'PUT    /products/{sku}': { owner: 'catalog', access: 'operator', movesBetween: ['legacy', 'catalog'] },
  'DELETE /products/{sku}': { owner: 'catalog', access: 'operator', movesBetween: ['legacy', 'catalog'] },

  'GET    /stock/{sku}': { owner: 'fulfilment', access: 'operator' },
  'PUT    /stock/{sku}': { owner: 'fulfilment', access: 'operator' },

  'POST   /orders': { owner: 'orders', access: 'customer' },
  'GET    /orders/{orderId}': { owner: 'orders', access: 'customer' },
  'GET    /orders/history': { owner: 'legacy', access: 'customer', movesBetween: ['legacy', 'orders'] },

  'POST   /webhooks/payments': { owner: 'payments', access: 'public' },

  'GET    /openapi.json': { owner: 'gateway', access: 'public' },
  'GET    /docs': { owner: 'gateway', access: 'public' },

  'GET    /shipments/{orderId}': { owner: 'legacy', access: 'customer' },
  'ANY    /shipments/{orderId}': { owner: 'gateway', access: 'refused' },
  'ANY    /shipments': { owner: 'gateway', access: 'refused' },

  'ANY    /': { owner: 'legacy', access: 'customer' },
  'ANY    /{proxy+}': { owner: 'legacy', access: 'customer' },
} as const satisfies RouteTable;
