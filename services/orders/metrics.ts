import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { metrics } from '../shared/observability.ts';
import type { OrderStatus } from './status.ts';

/** What is counted of orders. Alarms and dashboards show it by these names. */
export const orderMetrics = {
  placed: 'OrdersPlaced',
  completed: 'OrdersCompleted',
  cancelled: 'OrdersCancelled',
  refundRequested: 'OrdersToRefund',
  refunded: 'OrdersRefunded',
  /** What new orders cost, in minor units of the dimension `currency`. */
  ordered: 'MoneyOrdered',
  /** PENDING for more than a minute. */
  leftPending: 'OrdersLeftPending',
  /** PENDING for long although their execution was started. */
  deadExecution: 'OrdersWithDeadExecution',
  /** Not at an end long after their payment was due. */
  stuck: 'OrdersStuck',
} as const;

const ends: { readonly [status in OrderStatus]?: string } = {
  COMPLETED: orderMetrics.completed,
  CANCELLED: orderMetrics.cancelled,
  REFUND_REQUESTED: orderMetrics.refundRequested,
  REFUNDED: orderMetrics.refunded,
};

/** Counts an order that has just taken a status, where that is the end of its way, or of the good part of it. */
export function countStatus(status: OrderStatus): void {
  const name = ends[status];
  if (name !== undefined) metrics.addMetric(name, MetricUnit.Count, 1);
}
