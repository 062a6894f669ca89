import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { readEnv } from '../shared/env.ts';
import { logger, logRecord, observed } from '../shared/observability.ts';
import { jsonSecret } from '../shared/secrets.ts';
import { logKeysOf } from './message.ts';
import { providerSecretSchema, refund } from './provider.ts';
import { readRefundRequest } from './refund-requests.ts';

const env = readEnv(z.object({ PROVIDER_SECRET_ARN: z.string().min(1) }));
const processor = new BatchProcessor(EventType.SQS);

/**
 * The refund queue's worker: asks the payment provider for one refund after the other. What the provider does not take
 * now returns to the queue; that the money went back is known only when the provider's event says so.
 */
export const handler = observed<SQSEvent, SQSBatchResponse>().handler((event, context) =>
  processPartialResponse(event, handleRecord, processor, {
    context,
    processInParallel: false,
    throwOnFullBatchFailure: false,
  }),
);

async function handleRecord(record: SQSRecord): Promise<void> {
  logRecord(logKeysOf(record));
  try {
    const request = readRefundRequest(record.body);
    const provider = await jsonSecret(env.PROVIDER_SECRET_ARN, providerSecretSchema);
    const answer = await refund(provider, request);
    const { orderId, paymentId } = request;
    logger.info('Refund asked of the provider', { orderId, paymentId, answer });
  } catch (error) {
    logger.error('Refund failed: its message goes back to the queue', { error: error as Error });
    throw error;
  }
}
