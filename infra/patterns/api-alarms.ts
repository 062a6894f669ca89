import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { alarmOn } from './alarm.ts';

/** Of all requests, how many may fail: a hundredth. */
const failing = 0.01;

/**
 * Alarms on an API's failures and on its latency: callers wait too long when one of a hundred waits for half of the time
 * that the function with the least of it has.
 */
export function alarmOnApi(api: RestApi, timeouts: Duration[]): void {
  alarmOn(api, 'ErrorsAlarm', {
    // The average of this metric is the share of requests.
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
    metric: api.metricServerError({ period: Duration.minutes(1), statistic: 'Average' }),
    above: failing,
    periods: 3,
    means: 'More than one of a hundred requests fails on our side',
    runbook: 'api-errors',
  });
  alarmOn(api, 'LatencyAlarm', {
    metric: api.metricLatency({ period: Duration.minutes(1), statistic: 'p99' }),
    above: slowMilliseconds(timeouts),
    periods: 5,
    means: 'One of a hundred requests takes half the time after which it would fail',
    runbook: 'slow-api',
  });
}

/** What counts as slow behind these functions. */
export const slowMilliseconds = (timeouts: Duration[]): number =>
  Math.min(...timeouts.map((timeout) => timeout.toMilliseconds())) / 2;
