import { HttpCodeTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { usualConnections } from '../capacity.ts';
import { slowMilliseconds } from '../patterns/api-alarms.ts';
import type { System } from './system.ts';
import { type Explained, mean, most, p50, p99, sum } from './widgets.ts';

/** One API in front of the old system and of what replaces it. */
export function stranglerGraphs({ facade, legacy, catalog, size }: System): Explained[] {
  const { api } = facade;
  const { loadBalancer, targetGroup, service, database } = legacy;
  return [
    {
      title: 'Requests',
      good: 'All that comes in, refused or not.',
      metrics: [
        api.metricCount(sum('requests')),
        api.metricClientError(sum('refused')),
        api.metricServerError(sum('failed')),
      ],
    },
    {
      title: 'Share that fails',
      good: 'Far below a hundredth. Above, for three minutes, an alarm fires.',
      metrics: [api.metricServerError(mean('share'))],
      limit: { value: 0.01, label: 'alarm' },
    },
    {
      title: 'Latency',
      good: 'What is between the whole and the integration is API Gateway’s own: some milliseconds.',
      metrics: [
        api.metricLatency(p50),
        api.metricLatency(p99),
        api.metricIntegrationLatency({ ...p99, label: 'of it behind the API' }),
      ],
      limit: { value: slowMilliseconds([catalog.function.timeout]), label: 'alarm' },
    },
    {
      title: 'Who answers',
      good: 'A route that moves takes its requests from one line to the other; nobody notices but this graph.',
      metrics: [
        loadBalancer.metrics.requestCount(sum('legacy')),
        catalog.function.metricInvocations(sum('catalog')),
      ],
    },
    {
      title: 'Legacy API: answers',
      good: 'Milliseconds; failures stay at 0.',
      metrics: [
        targetGroup.metrics.targetResponseTime({ ...p99, label: 'seconds, 99 of 100' }),
        loadBalancer.metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, sum('failed')),
      ],
    },
    {
      title: 'Legacy API: containers',
      good: 'As many healthy as wanted; in a deployment twice as many for some minutes.',
      metrics: [
        targetGroup.metrics.healthyHostCount({ ...most('healthy'), statistic: 'Minimum' }),
        service.metricCpuUtilization(mean('processor, %')),
        service.metricMemoryUtilization(mean('memory, %')),
      ],
    },
    {
      title: 'Sessions of PostgreSQL',
      good: 'Below the line but for some minutes of a deployment.',
      metrics: [database.metricDatabaseConnections(most('sessions'))],
      limit: { value: usualConnections(size), label: 'alarm' },
    },
  ];
}
