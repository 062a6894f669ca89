import { contracts as legacyContracts } from '../../legacy-api/contracts.ts';
import type { RouteContract } from '../../services/shared/route-contract.ts';
import { publishedRoutes } from '../published-routes.ts';
import { type Contract, ofFunction, ofLegacy, ofPage, ofWebhook } from './contract.ts';

/** What an owner publishes of its routes, keyed `METHOD /path/{parameter}`. */
export type Side = ReadonlyMap<string, Contract>;

const services = Object.entries(publishedRoutes).map(([name, contracts]): [string, Side] => {
  const contractOf = (contract: RouteContract) =>
    name === 'payments' ? ofWebhook(contract) : ofFunction(name, contract);
  return [name, new Map(Object.entries(contracts).map(([key, contract]) => [key, contractOf(contract)]))];
});

/** Every owner of routes by the name that the table of routes gives it. */
export const sides: Readonly<Record<string, Side>> = {
  ...Object.fromEntries(services),
  legacy: new Map(Object.entries(legacyContracts).map(([key, contract]) => [key, ofLegacy(contract)])),
  gateway: new Map([
    ['GET /openapi.json', ofPage('Shows this document', 'application/json', { type: 'object' })],
    ['GET /docs', ofPage('Shows this document to people', 'text/html', { type: 'string' })],
  ]),
};
