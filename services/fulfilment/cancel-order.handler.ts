import * as z from 'zod';
import { advanceOrder, findOrder, type OrderToFulfil } from '../orders/contract.ts';
import { documents } from '../shared/aws-clients.ts';
import { readEnv } from '../shared/env.ts';
import { orderTask } from './order-task.ts';

const env = readEnv(z.object({ ORDERS_TABLE: z.string().min(1) }));
const documentClient = documents();

/**
 * Ends an order that cannot be fulfilled; `reason` is what its customer reads. Answers the status in which it ended: one
 * for which money came keeps what became of the money.
 */
export const handler = orderTask(
  async ({ order: { orderId }, reason }: { order: OrderToFulfil; reason: string }) => {
    await advanceOrder(documentClient, env.ORDERS_TABLE, {
      orderId,
      to: 'CANCELLED',
      at: new Date().toISOString(),
      reason,
    });
    const order = await findOrder(documentClient, env.ORDERS_TABLE, orderId);
    return { status: order?.status };
  },
);
