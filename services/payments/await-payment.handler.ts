import { MetricUnit } from '@aws-lambda-powertools/metrics';
import * as z from 'zod';
import { advanceOrder, type OrderToFulfil } from '../orders/contract.ts';
import { documents, stepFunctions } from '../shared/aws-clients.ts';
import { readEnv } from '../shared/env.ts';
import { logger, metrics, observed } from '../shared/observability.ts';
import { paymentWaits } from './payment-waits.ts';
import { wake } from './wake.ts';

const env = readEnv(z.object({ ORDERS_TABLE: z.string().min(1), PAYMENT_WAITS_TABLE: z.string().min(1) }));
const documentClient = documents();
const waits = paymentWaits(documentClient, env.PAYMENT_WAITS_TABLE);
const stepFunctionsClient = stepFunctions();

/**
 * The state machine's callback task: the order awaits its payment, and its token is kept where the worker finds it. When
 * the payment came first, this wakes the execution itself, so a payment that was early is not lost.
 */
export const handler = observed<{ order: OrderToFulfil; taskToken: string }, void>().handler(
  async ({ order, taskToken }) => {
    const { orderId, correlationId, total } = order;
    logger.appendKeys({ correlationId, orderId });
    await advanceOrder(documentClient, env.ORDERS_TABLE, {
      orderId,
      to: 'AWAITING_PAYMENT',
      at: new Date().toISOString(),
    });
    const wait = await waits.addToken(orderId, taskToken, total);
    const woken = await wake({ waits, stepFunctions: stepFunctionsClient }, wait);
    if (woken === 'too_late') metrics.addMetric('PaymentTooLate', MetricUnit.Count, 1);
    logger.info('Order awaits its payment', { woken });
  },
);
