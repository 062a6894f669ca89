import * as z from 'zod';
import { readEnv } from '../shared/env.ts';
import { cancelShipment } from './legacy-shipments.ts';
import { orderTask } from './order-task.ts';

const env = readEnv(z.object({ LEGACY_API_URL: z.url() }));

/** The undo of book-shipment. Throws `LegacyUnavailable`. */
export const handler = orderTask(({ order }) => cancelShipment(env.LEGACY_API_URL, order));
