import * as z from 'zod';
import { advanceOrder } from '../orders/contract.ts';
import { documents, sqs, stepFunctions } from '../shared/aws-clients.ts';
import { paymentWaits } from './payment-waits.ts';
import type { SettlePorts } from './settle.ts';

/** The environment of every function that settles orders' money. */
export const settlementEnv = z.object({
  ORDERS_TABLE: z.string().min(1),
  PAYMENT_WAITS_TABLE: z.string().min(1),
  REFUND_QUEUE_URL: z.url(),
});

/**
 * The AWS behind `settle`, on clients that live as long as the function. `correlationId` goes along with what is asked for;
 * `abortSignal` ends the calls.
 */
export function settlement(env: z.infer<typeof settlementEnv>) {
  const [database, executions, queue] = [documents(), stepFunctions(), sqs()];
  return (correlationId: string | undefined, abortSignal?: AbortSignal): SettlePorts => ({
    waits: paymentWaits(database, env.PAYMENT_WAITS_TABLE, abortSignal),
    stepFunctions: executions,
    queue,
    refundQueueUrl: env.REFUND_QUEUE_URL,
    correlationId,
    advance: (orderId, to, reason) =>
      advanceOrder(database, env.ORDERS_TABLE, { orderId, to, at: new Date().toISOString(), reason }),
    ...(abortSignal && { abortSignal }),
  });
}
