import { orderMetrics } from '../../services/orders/metrics.ts';
import { paymentMetrics } from '../../services/payments/metrics.ts';
import { shopCurrency } from '../../services/shared/money.ts';
import { businessMetric } from './business-metric.ts';
import type { System } from './system.ts';
import { type Explained, most, p99, sum } from './widgets.ts';

/** An order's way through all five patterns, from the customer's request to its end, and its money. */
export function orderGraphs({
  orders,
  pricing,
  payments,
  fulfilment,
  legacy,
  facade,
  catalog,
}: System): Explained[] {
  const { api } = facade;
  const money = (service: string, name: string, label: string) =>
    businessMetric(orders, service, name, { ...sum(label), dimensionsMap: { currency: shopCurrency } });
  return [
    {
      title: 'Orders',
      good: 'Completed follows placed by as long as customers take to pay. Cancelled is a small part.',
      metrics: [
        businessMetric(orders, 'orders', orderMetrics.placed, sum('placed')),
        businessMetric(orders, 'fulfilment', orderMetrics.completed, sum('completed')),
        businessMetric(orders, 'fulfilment', orderMetrics.cancelled, sum('cancelled')),
        businessMetric(orders, 'payments', orderMetrics.refunded, sum('refunded')),
      ],
    },
    {
      title: `Money, in cents (${shopCurrency})`,
      good: 'Received follows ordered; what goes back is little. The ledger is exact, this is a picture of it.',
      metrics: [
        money('orders', orderMetrics.ordered, 'ordered'),
        money('payments', paymentMetrics.received, 'received'),
        money('payments', paymentMetrics.refunded, 'given back'),
      ],
    },
    {
      title: 'Payments that did not pay',
      good: 'Declined cards are daily life. Unknown orders: another system shares the provider’s account.',
      metrics: [
        businessMetric(orders, 'payments', paymentMetrics.failed, sum('declined')),
        businessMetric(orders, 'payments', paymentMetrics.unknownOrder, sum('unknown order')),
      ],
    },
    {
      title: '1. Strangler: the API',
      good: 'Requests follow the customers; failures stay at 0.',
      metrics: [api.metricCount(sum('requests')), api.metricServerError(sum('failed'))],
    },
    {
      title: '2. Simple web service: products',
      good: 'Milliseconds. Whoever looks may order.',
      metrics: [catalog.function.metricDuration(p99), catalog.function.metricErrors(sum('errors'))],
    },
    {
      title: '3. Internal API: prices',
      good: 'Tens of milliseconds, within the time of the order function, which waits for it.',
      metrics: [
        pricing.function.metricDuration(p99),
        orders.function.metricDuration({ ...p99, label: 'the whole order' }),
      ],
    },
    {
      title: '4. State machine: under way',
      good: 'As many end as begin. Above 0 in the third line: somebody must look.',
      metrics: [
        fulfilment.workflow.stateMachine.metricStarted(sum('started')),
        fulfilment.workflow.stateMachine.metricSucceeded(sum('ended')),
        businessMetric(orders, 'orders', orderMetrics.stuck, most('take too long')),
      ],
    },
    {
      title: '5. Webhook: waiting events',
      good: 'Near 0; after a burst it falls in a straight line. Dead letters stay at 0.',
      metrics: [
        payments.queue.metricApproximateNumberOfMessagesVisible(most('waiting')),
        payments.deadLetterQueue.metricApproximateNumberOfMessagesVisible(most('dead letters')),
      ],
    },
    {
      title: 'The database behind it',
      good: 'Level, whatever the load above.',
      metrics: [legacy.database.metricDatabaseConnections(most('sessions'))],
    },
  ];
}
