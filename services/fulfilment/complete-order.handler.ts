import * as z from 'zod';
import { advanceOrder } from '../orders/contract.ts';
import { documents } from '../shared/aws-clients.ts';
import { readEnv } from '../shared/env.ts';
import { orderTask } from './order-task.ts';
import { reservations } from './reservations.ts';

const env = readEnv(z.object({ ORDERS_TABLE: z.string().min(1), STOCK_TABLE: z.string().min(1) }));
const documentClient = documents();
const stock = reservations(documentClient, env.STOCK_TABLE);

/**
 * The order is completed and its reserved pieces are sold. In this order: once it is completed, an order is not rolled
 * back any more, and until then its stock can be given back.
 */
export const handler = orderTask(async ({ order: { orderId, lines } }) => {
  await advanceOrder(documentClient, env.ORDERS_TABLE, {
    orderId,
    to: 'COMPLETED',
    at: new Date().toISOString(),
  });
  await stock.sell(orderId, lines);
});
