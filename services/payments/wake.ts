import {
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { Decision, PaymentWait } from './decide.ts';

/** What came of waking: the execution goes on, nobody waits yet, or its token waits no more. */
export type Woken = 'woken' | 'nobody_waits' | 'token_over';

/**
 * Answers the token of the execution that waits. A token that is over is no trouble: an earlier delivery may have answered
 * it, or the execution timed out and gives the order up by itself. Needs `states:SendTaskSuccess` and `SendTaskFailure`.
 */
export async function wake(
  stepFunctions: SFNClient,
  { taskToken }: PaymentWait,
  decision: Exclude<Decision, 'wait'>,
  abortSignal?: AbortSignal,
): Promise<Woken> {
  if (taskToken === undefined) return 'nobody_waits';
  const options = { ...(abortSignal && { abortSignal }) };
  try {
    if ('pay' in decision) {
      const output = JSON.stringify(decision.pay);
      await stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output }), options);
    } else {
      const failure = { error: 'PaymentCanceled', cause: decision.cancel };
      await stepFunctions.send(new SendTaskFailureCommand({ taskToken, ...failure }), options);
    }
    return 'woken';
  } catch (error) {
    if (isOver(error)) return 'token_over';
    throw error;
  }
}

/** Which of the three Step Functions answers for a token that is over depends on how and how long ago it ended. */
const isOver = (error: unknown) =>
  error instanceof TaskTimedOut || error instanceof InvalidToken || error instanceof TaskDoesNotExist;
