import type { PictureOf } from './picture.ts';

/** The pictures that are drawn from the template, by the file that shows each. */
export const pictures: Record<string, PictureOf> = {
  'docs/patterns/simple-web-service.svg': {
    title: 'Simple web service: the catalogue',
    grid: [['> Anybody', 'FacadeApi', 'CatalogFunction', 'CatalogTable']],
  },
  'docs/patterns/scalable-webhook-shape.svg': {
    title: "Scalable webhook: the payment provider's callbacks",
    grid: [
      ['> Payment provider', 'FacadeApi', 'PaymentsQueue', 'PaymentsWorker', 'Database'],
      ['', '', 'PaymentsDeadLetters', '', 'FulfilmentWorkflowStateMachine'],
    ],
  },
  'docs/patterns/internal-api.svg': {
    title: 'Internal API: prices',
    grid: [['> Customer', 'FacadeApi', 'OrdersFunction', 'PricingFunction', 'CatalogTable']],
  },
  'docs/patterns/strangler.svg': {
    title: 'Strangler: one API in front of the old and the new',
    grid: [
      ['', '', 'CatalogFunction', 'CatalogTable'],
      ['', '', 'OrdersFunction', 'OrdersTable'],
      ['> Everybody', 'FacadeApi', 'PaymentsQueue', 'PaymentsWorker'],
      ['', '', 'FulfilmentStockFunction', 'FulfilmentStockTable'],
      ['', '', 'LoadBalancer', 'LegacyApiService', 'Database'],
    ],
  },
  'docs/architecture.svg': {
    title: 'One order through five patterns',
    grid: [
      ['', '', 'CatalogFunction', 'CatalogTable', 'PricingFunction'],
      ['> Customer', 'FacadeApi', 'OrdersFunction', '', 'FulfilmentWorkflowStateMachine'],
      ['> Payment provider', '', 'PaymentsQueue', 'PaymentsWorker', 'FulfilmentBookShipment'],
      ['', '', 'LoadBalancer', 'LegacyApiService', 'Database'],
    ],
  },
};
