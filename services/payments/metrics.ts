/** What is counted of payments. Alarms and dashboards show it by these names. */
export const paymentMetrics = {
  /** Money that came and money that went back, in minor units of the dimension `currency`, each booking once. */
  received: 'MoneyReceived',
  refunded: 'MoneyRefunded',
  /** The card was declined, or the like: the customer may try again. */
  failed: 'PaymentsFailed',
  /** By the dimension `reason`: why money goes back. */
  refundsAsked: 'RefundsAsked',
  /** By the dimension `reason`: why a webhook call is not believed. */
  refusedWebhook: 'RefusedWebhook',
  unknownOrder: 'PaymentForUnknownOrder',
} as const;
