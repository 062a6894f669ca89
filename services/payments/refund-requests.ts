import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { Payment } from './event.ts';

const refundRequestSchema = z.strictObject({
  orderId: z.string().min(1).max(500),
  paymentId: z.string().min(1).max(255),
  /** Minor units. */
  amount: z.int().min(1),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

/** A message in the refund queue: give this much of a payment back. */
export type RefundRequest = z.infer<typeof refundRequestSchema>;

/** The refund queue, and what its messages carry along. */
export interface RefundQueue {
  queue: SQSClient;
  refundQueueUrl: string;
  correlationId: string | undefined;
  /** Ends the calls of AWS. */
  abortSignal?: AbortSignal;
}

/** Puts the request for a refund into the refund queue. Asking twice is harmless: the provider gives back once. */
export async function askForRefund(
  { queue, refundQueueUrl, correlationId, abortSignal }: RefundQueue,
  orderId: string,
  { paymentId, amount, currency }: Payment,
): Promise<void> {
  const request: RefundRequest = { orderId, paymentId, amount, currency };
  const command = new SendMessageCommand({
    QueueUrl: refundQueueUrl,
    MessageBody: JSON.stringify(request),
    MessageAttributes:
      correlationId === undefined
        ? undefined
        : { correlationId: { DataType: 'String', StringValue: correlationId } },
  });
  await queue.send(command, { ...(abortSignal && { abortSignal }) });
}

/** Reads a message of the refund queue. Throws, naming each wrong path, when it is no request. */
export const readRefundRequest = (body: string): RefundRequest => refundRequestSchema.parse(JSON.parse(body));
