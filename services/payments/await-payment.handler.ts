import { advanceOrder, type OrderToFulfil } from '../orders/contract.ts';
import { documents } from '../shared/aws-clients.ts';
import { readEnv } from '../shared/env.ts';
import { logger, observed } from '../shared/observability.ts';
import { settle } from './settle.ts';
import { settlement, settlementEnv } from './settle-ports.ts';

const env = readEnv(settlementEnv);
const portsFor = settlement(env);
const documentClient = documents();

/**
 * The state machine's callback task: the order awaits its payment, and its token is kept where the worker finds it. When
 * the payment came first, this wakes the execution itself, so a payment that was early is not lost.
 */
export const handler = observed<{ order: OrderToFulfil; taskToken: string }, void>().handler(
  async ({ order, taskToken }) => {
    const { orderId, correlationId } = order;
    logger.appendKeys({ correlationId, orderId });
    await advanceOrder(documentClient, env.ORDERS_TABLE, {
      orderId,
      to: 'AWAITING_PAYMENT',
      at: new Date().toISOString(),
    });
    const ports = portsFor(correlationId);
    const settled = await settle(ports, await ports.waits.addToken(order, taskToken));
    logger.info('Order awaits its payment', { ...settled });
  },
);
