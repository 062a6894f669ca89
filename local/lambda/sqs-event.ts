import type { MessageAttributes, ReceivedMessage } from '../sqs/message.ts';

/**
 * One message as a Lambda function gets it in `Records`, in JSON (Developer Guide, "Using Lambda with Amazon SQS"). In a batch
 * that was gathered over time the digest of no attributes is null, as recordings of AWS show; else it is left out.
 */
export function sqsRecord(message: ReceivedMessage, queueArn: string, gathered: boolean): string {
  return JSON.stringify({
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: message.systemAttributes,
    messageAttributes: recordAttributes(message.attributes),
    md5OfMessageAttributes: message.md5OfAttributes ?? (gathered ? null : undefined),
    md5OfBody: message.md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3],
  });
}

function recordAttributes(attributes: MessageAttributes): Record<string, object> {
  const converted = Object.entries(attributes).map(([name, value]) => [
    name,
    {
      stringValue: value.StringValue,
      binaryValue: value.BinaryValue,
      stringListValues: [],
      binaryListValues: [],
      dataType: value.DataType,
    },
  ]);
  return Object.fromEntries(converted);
}
