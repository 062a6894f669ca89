import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { metrics } from '../shared/observability.ts';

/** Counts one for a side of a route. Once per invocation: all metrics of it share their dimensions. */
export function countOne(route: string, side: string, ...names: string[]): void {
  metrics.addDimension('route', route);
  metrics.addDimension('side', side);
  for (const name of names) metrics.addMetric(name, MetricUnit.Count, 1);
}
