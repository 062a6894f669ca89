import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Pool } from 'pg';
import * as z from 'zod';
import { documents, stepFunctions } from '../shared/aws-clients.ts';
import { readEnv } from '../shared/env.ts';
import { logger, metrics, observed } from '../shared/observability.ts';
import { jsonSecret, textSecret } from '../shared/secrets.ts';
import { decisiveEvent } from './decide.ts';
import { type PaymentEvent, readEvent } from './event.ts';
import { ledgerPool, ledgerSecretSchema, recordEvent } from './ledger.ts';
import { readRequest } from './message.ts';
import { paymentWaits } from './payment-waits.ts';
import { type Refusal, verify } from './verify.ts';
import { type Woken, wake } from './wake.ts';

const env = readEnv(
  z.object({
    LEDGER_SECRET_ARN: z.string().min(1),
    PAYMENT_WAITS_TABLE: z.string().min(1),
    WEBHOOK_SECRET_ARN: z.string().min(1),
  }),
);
const waits = paymentWaits(documents(), env.PAYMENT_WAITS_TABLE);
const stepFunctionsClient = stepFunctions();
const processor = new BatchProcessor(EventType.SQS);
let pool: Pool | undefined;

/**
 * The webhook's worker. What the provider did not sign is refused and never comes back; whatever fails on our side makes
 * its message, and only that, return to the queue.
 */
export const handler = observed<SQSEvent, SQSBatchResponse>().handler((event, context) =>
  processPartialResponse(event, handleRecord, processor, { context, throwOnFullBatchFailure: false }),
);

async function handleRecord(record: SQSRecord): Promise<void> {
  const correlationId = record.messageAttributes['correlationId']?.stringValue;
  const log = logger.createChild({ persistentKeys: { messageId: record.messageId, correlationId } });
  try {
    const request = readRequest(record);
    const verified = verify(request, await textSecret(env.WEBHOOK_SECRET_ARN));
    if ('refused' in verified) {
      countRefusal(verified.refused);
      log.warn('Webhook refused', { reason: verified.refused });
      return;
    }
    const event = readEvent(verified.event);
    const recorded = await recordEvent(await connections(), event, new Date(request.receivedAt));
    const woken = await wakeOrder(event);
    if (woken === 'closed') metrics.addMetric('ClosedTaskToken', MetricUnit.Count, 1);
    const { id: eventId, type, orderId } = event;
    log.info('Payment event handled', { eventId, type, orderId, recorded, woken });
  } catch (error) {
    log.error('Payment event failed: its message goes back to the queue', { error: error as Error });
    throw error;
  }
}

/** Also after a duplicate: the delivery before it may have died between its commit and this. */
async function wakeOrder(event: PaymentEvent): Promise<Woken | 'not_decisive' | 'no_order'> {
  const decisive = decisiveEvent(event);
  if (event.orderId === undefined) return 'no_order';
  if (!decisive) return 'not_decisive';
  return wake(stepFunctionsClient, await waits.addEvent(event.orderId, event.id, decisive));
}

async function connections(): Promise<Pool> {
  const secret = await jsonSecret(env.LEDGER_SECRET_ARN, ledgerSecretSchema);
  pool ??= ledgerPool(secret);
  return pool;
}

/** A dimension holds for all metrics of a flush, so each reason is a flush of its own. */
function countRefusal(reason: Refusal): void {
  metrics.singleMetric().addDimension('reason', reason).addMetric('RefusedWebhook', MetricUnit.Count, 1);
}
