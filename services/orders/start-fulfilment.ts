import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type StoredOrder, toFulfil } from './order.ts';

/** What a start came to: the execution runs, or it is over and cannot run again. */
export type Start = 'running' | 'over';

/**
 * Starts the execution that fulfils an order, at most once however often it is called: name and input come from the
 * stored order alone. Step Functions answers a repeated start of a running execution with that execution, and refuses
 * it with `ExecutionAlreadyExists` once it is over.
 */
export async function startFulfilment(
  client: SFNClient,
  stateMachineArn: string,
  order: StoredOrder,
): Promise<Start> {
  try {
    await client.send(
      new StartExecutionCommand({
        stateMachineArn,
        name: order.orderId,
        input: JSON.stringify(toFulfil(order)),
      }),
    );
    return 'running';
  } catch (error) {
    if (error instanceof ExecutionAlreadyExists) return 'over';
    throw error;
  }
}
