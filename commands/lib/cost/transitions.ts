import type { HistoryEvent } from '@aws-sdk/client-sfn';

/**
 * The state transitions of an execution, by its history: one for each state that is entered and one for each retry, as Step
 * Functions charges for them (https://aws.amazon.com/step-functions/pricing/).
 */
export function transitionsOf(history: Pick<HistoryEvent, 'type'>[]): number {
  const count = (isOne: (type: string) => boolean) => history.filter(({ type = '' }) => isOne(type)).length;
  const retries = count((type) => type === 'TaskScheduled') - count((type) => type === 'TaskStateEntered');
  return count((type) => type.endsWith('StateEntered')) + Math.max(0, retries);
}
