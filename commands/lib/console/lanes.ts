/** A pattern and the parts that show it, from left to right. */
export interface Lane {
  pattern: string;
  /** The page that explains it. */
  page: string;
  parts: readonly string[];
}

/** Where requests come in; it belongs to every pattern. */
export const entrance = 'FacadeApi';

/** The map, pattern by pattern, from the top. Parts are named as in the template, without the hash of their id. */
export const lanes: readonly Lane[] = [
  {
    pattern: 'Simple web service',
    page: 'docs/patterns/simple-web-service.md',
    parts: ['CatalogFunction', 'CatalogTable'],
  },
  {
    pattern: 'Internal API',
    page: 'docs/patterns/internal-api.md',
    parts: ['OrdersFunction', 'PricingFunction', 'OrdersTable'],
  },
  {
    pattern: 'State machine',
    page: 'docs/patterns/state-machine.md',
    parts: [
      'FulfilmentWorkflowStateMachine',
      'FulfilmentReserveStock',
      'PaymentsAwaitPayment',
      'FulfilmentBookShipment',
      'FulfilmentCompleteOrder',
    ],
  },
  {
    pattern: 'What is undone',
    page: 'docs/patterns/state-machine.md',
    parts: [
      'FulfilmentStockTable',
      'FulfilmentReleaseStock',
      'PaymentsRefundPayment',
      'FulfilmentCancelShipment',
      'FulfilmentCancelOrder',
    ],
  },
  {
    pattern: 'Scalable webhook',
    page: 'docs/patterns/scalable-webhook.md',
    parts: [
      'PaymentsQueue',
      'PaymentsWorker',
      'PaymentsWaits',
      'PaymentsDeadLetters',
      'PaymentsRefundsQueue',
    ],
  },
  {
    pattern: 'Strangler',
    page: 'docs/patterns/strangler.md',
    parts: ['LoadBalancer', 'LegacyApiService', 'Database'],
  },
];
