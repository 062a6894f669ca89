import { contracts as legacyContracts } from '../../legacy-api/contracts.ts';
import { catalogRoutes } from '../../services/catalog/routes.ts';
import { stockRoutes } from '../../services/fulfilment/routes.ts';
import { orderRoutes } from '../../services/orders/routes.ts';
import { paymentRoutes } from '../../services/payments/routes.ts';
import type { RouteContracts } from '../../services/shared/route-contract.ts';
import { type Contract, ofFunction, ofLegacy, ofPage, ofWebhook } from './contract.ts';

/** What an owner publishes of its routes, keyed `METHOD /path/{parameter}`. */
export type Side = ReadonlyMap<string, Contract>;

const service = (name: string, contracts: RouteContracts): Side =>
  new Map(Object.entries(contracts).map(([key, contract]) => [key, ofFunction(name, contract)]));

/** Every owner of routes by the name that the table of routes gives it. */
export const sides: Readonly<Record<string, Side>> = {
  catalog: service('catalog', catalogRoutes),
  orders: service('orders', orderRoutes),
  fulfilment: service('fulfilment', stockRoutes),
  payments: new Map(Object.entries(paymentRoutes).map(([key, contract]) => [key, ofWebhook(contract)])),
  legacy: new Map(Object.entries(legacyContracts).map(([key, contract]) => [key, ofLegacy(contract)])),
  gateway: new Map([
    ['GET /openapi.json', ofPage('Shows this document', 'application/json', { type: 'object' })],
    ['GET /docs', ofPage('Shows this document to people', 'text/html', { type: 'string' })],
  ]),
};
