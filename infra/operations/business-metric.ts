import { Stack } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** What functions of a service count, as `ServiceFunction` has them do it: a namespace per stack, a dimension for the service. */
export function businessMetric(
  scope: Construct,
  service: string,
  metricName: string,
  { dimensionsMap, ...options }: MetricOptions = {},
): Metric {
  return new Metric({
    namespace: Stack.of(scope).stackName,
    metricName,
    dimensionsMap: { service, ...dimensionsMap },
    ...options,
  });
}
