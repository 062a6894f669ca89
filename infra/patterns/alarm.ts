import { type Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** What to do when an alarm fires: the files of docs/runbooks. */
export type Runbook =
  | 'api-errors'
  | 'database-out-of-connections'
  | 'dead-letters'
  | 'old-messages'
  | 'slow-api'
  | 'stuck-execution'
  | 'throttled-functions';

export interface AlarmProps {
  metric: Metric;
  /** It fires above this. */
  above: number;
  /** Of the metric's periods, how many in a row must be above. @default 1 */
  periods?: number;
  /** What it means when it fires, as the beginning of a sentence. */
  means: string;
  runbook: Runbook;
}

/** An alarm that says what it means and what to do. What nobody uses has no metrics, and is no reason for alarm. */
export function alarmOn(
  scope: Construct,
  id: string,
  { metric, above, periods = 1, means, runbook }: AlarmProps,
): Alarm {
  return metric.createAlarm(scope, id, {
    alarmDescription: `${means}. What to do: docs/runbooks/${runbook}.md`,
    threshold: above,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: periods,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}
