import * as z from 'zod';
import { documents } from '../shared/aws-clients.ts';
import { readEnv } from '../shared/env.ts';
import { orderTask } from './order-task.ts';
import { reservations } from './reservations.ts';

const env = readEnv(z.object({ STOCK_TABLE: z.string().min(1) }));
const stock = reservations(documents(), env.STOCK_TABLE);

/** The undo of reserve-stock. */
export const handler = orderTask(({ order: { orderId, lines } }) => stock.release(orderId, lines));
