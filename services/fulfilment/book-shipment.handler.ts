import * as z from 'zod';
import { advanceOrder, type OrderStatus } from '../orders/contract.ts';
import { documents } from '../shared/aws-clients.ts';
import { readEnv } from '../shared/env.ts';
import { bookShipment } from './legacy-shipments.ts';
import { orderTask } from './order-task.ts';

const env = readEnv(z.object({ ORDERS_TABLE: z.string().min(1), LEGACY_API_URL: z.url() }));
const documentClient = documents();

/** The order is paid: books its shipment at the legacy API. Throws `LegacyUnavailable` or `ShipmentRefused`. */
export const handler = orderTask(async ({ order }) => {
  const advance = (to: OrderStatus) =>
    advanceOrder(documentClient, env.ORDERS_TABLE, {
      orderId: order.orderId,
      to,
      at: new Date().toISOString(),
    });
  await advance('PAID');
  const shipment = await bookShipment(env.LEGACY_API_URL, order);
  await advance('SHIPPING');
  return shipment;
});
