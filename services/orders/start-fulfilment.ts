import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type StoredOrder, toFulfil } from './order.ts';

/**
 * Starts the execution that fulfils an order, at most once however often it is called: name and input come from the
 * stored order alone. True when it runs. False when Step Functions refuses the name: its execution is over, or runs with
 * another input, as an older version of this code made it.
 */
export async function startFulfilment(
  client: SFNClient,
  stateMachineArn: string,
  order: StoredOrder,
): Promise<boolean> {
  try {
    await client.send(
      new StartExecutionCommand({
        stateMachineArn,
        name: order.orderId,
        input: JSON.stringify(toFulfil(order)),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ExecutionAlreadyExists) return false;
    throw error;
  }
}
