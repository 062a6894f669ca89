import type { SQSRecord } from 'aws-lambda';
import type { WebhookRequest } from './verify.ts';

/** What a correlation id from outside may be: short and harmless, since every log carries it. */
const correlationIdPattern = /^[\w.:-]{1,128}$/;

/** The correlation id of a message, if it has one that is fit to be logged. */
export function correlationIdOf({ messageAttributes }: SQSRecord): string | undefined {
  const given = messageAttributes['correlationId']?.stringValue;
  return given !== undefined && correlationIdPattern.test(given) ? given : undefined;
}

/** What every log line about a message says: which it is, and by which id and trace its sender's part is found. */
export const logKeysOf = (record: SQSRecord) => ({
  messageId: record.messageId,
  correlationId: correlationIdOf(record),
  // A batch has a trace of its own: Lambda links it to those of the messages.
  // https://docs.aws.amazon.com/xray/latest/devguide/xray-tracelinking.html
  senderTraceId: /(?:^|;)Root=([\w-]+)/.exec(record.attributes.AWSTraceHeader ?? '')?.[1],
});

/**
 * The webhook request inside an SQS message, as the API's mapping template puts it there: the body in base64, the rest
 * as message attributes. Throws when the time of arrival is missing: such a message did not come through the API.
 */
export function readRequest({ body, messageId, messageAttributes }: SQSRecord): WebhookRequest {
  const receivedAt = messageAttributes['receivedAt']?.stringValue;
  if (!receivedAt || !/^\d{1,15}$/.test(receivedAt)) {
    throw new Error(
      `Message ${messageId} has receivedAt ${receivedAt?.slice(0, 20)}; expected milliseconds since 1970, ` +
        "$context.requestTimeEpoch of API Gateway: check the webhook's mapping template",
    );
  }
  return {
    body: Buffer.from(body, 'base64'),
    signature: messageAttributes['signature']?.stringValue,
    receivedAt: Number(receivedAt),
  };
}
