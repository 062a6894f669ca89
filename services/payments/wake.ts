import {
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { decide, type PaymentWait } from './decide.ts';

/** What became of a wait: nothing is decided or nobody waits yet, its execution was woken, or it waits no more. */
export type Woken = 'waiting' | 'paid' | 'canceled' | 'closed';

/**
 * Wakes the execution that waits, as soon as the decision and the token are both known. Both sides call it after their
 * own write, so whoever comes second wakes; repeating it is safe. A token that waits no more (answered before, timed
 * out, execution stopped) is an outcome, not an error. Needs `states:SendTaskSuccess` and `states:SendTaskFailure`.
 */
export async function wake(stepFunctions: SFNClient, wait: PaymentWait): Promise<Woken> {
  const decision = decide(wait);
  const { taskToken } = wait;
  if (decision === 'wait' || taskToken === undefined) return 'waiting';
  try {
    if ('pay' in decision) {
      const output = JSON.stringify(decision.pay);
      await stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output }));
      return 'paid';
    }
    const failure = { error: 'PaymentCanceled', cause: decision.cancel };
    await stepFunctions.send(new SendTaskFailureCommand({ taskToken, ...failure }));
    return 'canceled';
  } catch (error) {
    if (isClosed(error)) return 'closed';
    throw error;
  }
}

/** Which of the three Step Functions answers for a token that is over depends on how and how long ago it ended. */
const isClosed = (error: unknown) =>
  error instanceof TaskTimedOut || error instanceof InvalidToken || error instanceof TaskDoesNotExist;
