import {
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { type Decision, type DecisiveEvent, decide, type PaymentWait } from './decide.ts';
import type { PaymentWaits } from './payment-waits.ts';

/**
 * What became of a wait: nothing is decided or nobody waits yet (`waiting`), its execution was woken (`paid`,
 * `canceled`) now or by an earlier delivery (`already_woken`), it waits no more and no money is concerned (`closed`), or
 * money came that pays no order any more (`too_late`).
 */
export type Outcome = 'waiting' | 'paid' | 'canceled' | 'already_woken' | 'closed' | 'too_late';

export interface WakePorts {
  waits: PaymentWaits;
  stepFunctions: SFNClient;
  /** Ends the calls of Step Functions. */
  abortSignal?: AbortSignal;
}

/**
 * Wakes the execution that waits, as soon as the decision and the token are both known. Both sides call it after their
 * own write, so whoever comes second wakes; repeating it is safe. `event` is what was added last, if that is why.
 *
 * That it was woken is recorded afterwards. A crash in between makes the next delivery look `too_late`: a false alarm
 * rather than a missed one. Needs `states:SendTaskSuccess` and `states:SendTaskFailure`.
 */
export async function wake(ports: WakePorts, wait: PaymentWait, event?: DecisiveEvent): Promise<Outcome> {
  if (wait.woken) return isSurplus(event, wait.woken.paymentId) ? 'too_late' : 'already_woken';
  const decision = decide(wait);
  const { orderId, taskToken } = wait;
  if (decision === 'wait' || taskToken === undefined) return 'waiting';
  if (await answerTask(ports, taskToken, decision)) {
    const isPaid = 'pay' in decision;
    await ports.waits.addWoken(orderId, isPaid ? { paymentId: decision.pay.paymentId } : {});
    return isPaid ? 'paid' : 'canceled';
  }
  const now = await ports.waits.addClosed(orderId, taskToken);
  // Somebody else woke it meanwhile, or a later attempt of the callback task waits with a token of its own.
  if (now.woken || now.taskToken !== taskToken) return wake(ports, now, event);
  return 'pay' in decision ? 'too_late' : 'closed';
}

/** Money of another payment than the one that woke the execution. */
const isSurplus = (event: DecisiveEvent | undefined, paymentId: string | undefined) =>
  event?.type === 'payment_intent.succeeded' && event.paymentId !== paymentId;

/** False when the token waits no more: answered before, timed out, or its execution stopped. */
async function answerTask(
  { stepFunctions, abortSignal }: WakePorts,
  taskToken: string,
  decision: Exclude<Decision, 'wait'>,
): Promise<boolean> {
  const options = { ...(abortSignal && { abortSignal }) };
  try {
    if ('pay' in decision) {
      const output = JSON.stringify(decision.pay);
      await stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output }), options);
    } else {
      const failure = { error: 'PaymentCanceled', cause: decision.cancel };
      await stepFunctions.send(new SendTaskFailureCommand({ taskToken, ...failure }), options);
    }
    return true;
  } catch (error) {
    if (isClosed(error)) return false;
    throw error;
  }
}

/** Which of the three Step Functions answers for a token that is over depends on how and how long ago it ended. */
const isClosed = (error: unknown) =>
  error instanceof TaskTimedOut || error instanceof InvalidToken || error instanceof TaskDoesNotExist;
