import type { OrderToFulfil } from '../orders/contract.ts';
import { readEnv } from '../shared/env.ts';
import { logger, observed } from '../shared/observability.ts';
import { settle } from './settle.ts';
import { settlement, settlementEnv } from './settle-ports.ts';

const portsFor = settlement(readEnv(settlementEnv));

/**
 * The undo of await-payment: gives the order up, so that no money pays it any more, and asks for the refund of all that
 * came. Money that comes later finds the order given up and goes back by the worker. Answers how many refunds were asked for.
 */
export const handler = observed<{ order: OrderToFulfil; reason: string }, { refunds: number }>().handler(
  async ({ order, reason }) => {
    const { orderId, correlationId } = order;
    logger.appendKeys({ correlationId, orderId });
    const ports = portsFor(correlationId);
    const settled = await settle(ports, await ports.waits.close(order, reason));
    logger.info('Order is given up', { ...settled });
    return { refunds: settled.refundsAsked };
  },
);
