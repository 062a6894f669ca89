import { setTimeout as delay } from 'node:timers/promises';
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { findOrder, type OrderState } from '../orders/contract.ts';
import { documents } from '../shared/aws-clients.ts';
import { readEnv } from '../shared/env.ts';
import { countBy, logger, logRecord, metrics, observed } from '../shared/observability.ts';
import { jsonSecret, rotatingSecret } from '../shared/secrets.ts';
import { decisiveEvent, type PaymentWait } from './decide.ts';
import { type PaymentEvent, readEvent } from './event.ts';
import { ledgerConnections, type Recorded, recordEvent } from './ledger.ts';
import { ledgerSecretSchema } from './ledger-secret.ts';
import { correlationIdOf, logKeysOf, readRequest } from './message.ts';
import { paymentMetrics } from './metrics.ts';
import { type Settled, settle } from './settle.ts';
import { settlement, settlementEnv } from './settle-ports.ts';
import { limits, recordMilliseconds } from './time-limits.ts';
import { type Verified, verify, type WebhookRequest } from './verify.ts';

const env = readEnv(
  settlementEnv.extend({
    // Times the workers that run at once, this is what the database must have free: infra/capacity.ts adds it up.
    DATABASE_POOL_SIZE: z.coerce.number().int().min(1),
    LEDGER_SECRET_ARN: z.string().min(1),
    // pg reads it, and would take a misspelt one for no TLS at all.
    PGSSLMODE: z.enum(['disable', 'verify-full']).optional(),
    WEBHOOK_SECRET_ARN: z.string().min(1),
  }),
);
const documentClient = documents();
const portsFor = settlement(env);
const connectionsWith = ledgerConnections(env.DATABASE_POOL_SIZE);
const processor = new BatchProcessor(EventType.SQS);

/**
 * The webhook's worker. What the provider did not sign is refused and never comes back; whatever fails on our side makes
 * its message, and only that, return to the queue. One record after the other, because they share one connection.
 */
export const handler = observed<SQSEvent, SQSBatchResponse>().handler((event, context) =>
  processPartialResponse(event, handleRecord, processor, {
    context,
    processInParallel: false,
    throwOnFullBatchFailure: false,
  }),
);

async function handleRecord(record: SQSRecord, context: Context): Promise<void> {
  logRecord(logKeysOf(record));
  try {
    const remaining = context.getRemainingTimeInMillis();
    // Begun all the same, the invocation might end in the middle and take the records that are done with it.
    if (remaining < recordMilliseconds)
      throw new Error(`${remaining} ms are left, a record may need ${recordMilliseconds}`);
    const request = readRequest(record);
    const verified = await verifyWithSecrets(request);
    if ('refused' in verified) {
      countBy('reason', verified.refused, paymentMetrics.refusedWebhook);
      logger.warn('Webhook refused', { reason: verified.refused });
      return;
    }
    const event = readEvent(verified.event);
    const pool = connectionsWith(await jsonSecret(env.LEDGER_SECRET_ARN, ledgerSecretSchema));
    const recorded = await recordEvent(pool, event, new Date(request.receivedAt));
    countRecorded(event, recorded);
    const { id: eventId, type, orderId } = event;
    const settled = await settleOrder(event, correlationIdOf(record));
    logger.info('Payment event handled', {
      ...{ eventId, type, orderId, recorded: recorded.isNew ? 'recorded' : 'duplicate' },
      ...settled,
    });
  } catch (error) {
    logger.error('Payment event failed: its message goes back to the queue', { error: error as Error });
    throw error;
  }
}

/**
 * A signature is refused only by secrets that were read after its request came: one that was replaced a moment ago must not
 * cost the events that the new one signed. However many forgeries come, each worker reads once in a while, for all that have.
 */
async function verifyWithSecrets(request: WebhookRequest): Promise<Verified> {
  const known = await rotatingSecret(env.WEBHOOK_SECRET_ARN);
  const verified = verify(request, known.values);
  const isWrong = 'refused' in verified && verified.refused === 'wrong_signature';
  if (!isWrong || known.readAt > request.receivedAt) return verified;
  await delay(Math.max(0, known.readAt + limits.betweenSecrets - Date.now()));
  return verify(request, (await rotatingSecret(env.WEBHOOK_SECRET_ARN, 0)).values);
}

/** Also after a duplicate: the delivery before it may have died between its commit and this. */
async function settleOrder(
  event: PaymentEvent,
  correlationId: string | undefined,
): Promise<Partial<Settled> & { orderCorrelationId?: string | undefined }> {
  const decisive = decisiveEvent(event);
  if (!decisive || event.orderId === undefined) return {};
  const ports = portsFor(correlationId, AbortSignal.timeout(limits.settle));
  const wait = await ports.waits.addEvent(event.orderId, event.id, decisive);
  const orderCorrelationId = wait.correlationId ?? (await findOrCount(wait))?.correlationId;
  return { orderCorrelationId, ...(await settle(ports, wait)) };
}

/**
 * Money for an order that is not in our books stays where it is, for a person to look at: other systems may share the
 * provider's account. An order is written before anybody knows its id, so what is not there now never will be.
 */
async function findOrCount({ orderId }: PaymentWait): Promise<OrderState | undefined> {
  const order = await findOrder(documentClient, env.ORDERS_TABLE, orderId);
  if (order) return order;
  logger.warn('A payment names an order that does not exist', { orderId });
  metrics.addMetric(paymentMetrics.unknownOrder, MetricUnit.Count, 1);
  return undefined;
}

/** After the commit: an event is counted once, or not at all when the worker dies here. The ledger is exact. */
function countRecorded({ type }: PaymentEvent, { isNew, moved }: Recorded): void {
  if (isNew && type === 'payment_intent.payment_failed')
    metrics.addMetric(paymentMetrics.failed, MetricUnit.Count, 1);
  if (!moved) return;
  const name = moved.amount > 0 ? paymentMetrics.received : paymentMetrics.refunded;
  countBy('currency', moved.currency, name, Math.abs(moved.amount));
}
