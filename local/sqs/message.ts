import { hash } from 'node:crypto';
import type { Deadline } from './deadlines.ts';

/** A message attribute as the SQS API writes it in JSON: binary values are base64. */
export interface MessageAttributeValue {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string;
}

export type MessageAttributes = Record<string, MessageAttributeValue>;

/** What a sender hands over. */
export interface MessageToSend {
  body: string;
  attributes?: MessageAttributes;
  /** Seconds before the message can be received; the queue's own delay when absent. */
  delaySeconds?: number;
  /** The AWSTraceHeader system attribute. */
  traceHeader?: string;
  /** Who sent it, for the SenderId attribute. */
  senderId?: string;
}

export interface SentMessage {
  messageId: string;
  md5OfBody: string;
  md5OfAttributes?: string;
  md5OfSystemAttributes?: string;
}

/** A message as a queue keeps it, through receives and moves to a dead-letter queue. Times are epoch milliseconds. */
export interface StoredMessage extends SentMessage {
  body: string;
  attributes: MessageAttributes;
  senderId: string;
  traceHeader?: string;
  sentAt: number;
  receiveCount: number;
  firstReceivedAt?: number;
  /** The latest time. */
  receivedAt?: number;
  receiptHandle?: string;
  /** While it is in flight or delayed. */
  invisible?: Deadline<StoredMessage>;
  /** The queue that it came from, when it is in a dead-letter queue. */
  deadLetterSourceArn?: string;
}

/** A message as one receive saw it. */
export interface ReceivedMessage extends SentMessage {
  receiptHandle: string;
  body: string;
  attributes: MessageAttributes;
  systemAttributes: Record<string, string>;
}

/** The message with its system attributes as they are now. */
export function snapshot(message: StoredMessage, receiptHandle: string): ReceivedMessage {
  const { messageId, body, attributes, md5OfBody, md5OfAttributes } = message;
  return {
    messageId,
    receiptHandle,
    body,
    attributes,
    md5OfBody,
    md5OfAttributes,
    systemAttributes: {
      ...(message.traceHeader && { AWSTraceHeader: message.traceHeader }),
      ...(message.deadLetterSourceArn && { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
      ApproximateReceiveCount: String(message.receiveCount),
      SentTimestamp: String(message.sentAt),
      SenderId: message.senderId,
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    },
  };
}

export function md5OfBody(body: string): string {
  return hash('md5', body);
}

/** MD5OfMessageSystemAttributes, of the only one that a sender may set. */
export function md5OfSystemAttributes({
  traceHeader,
}: Pick<MessageToSend, 'traceHeader'>): string | undefined {
  if (!traceHeader) return undefined;
  return md5OfAttributes({ AWSTraceHeader: { DataType: 'String', StringValue: traceHeader } });
}

/**
 * MD5OfMessageAttributes: sorted by name; name, type and value each with their length in front, and one byte that says
 * text (1) or binary (2) before the value (SQS Developer Guide, "Calculating the MD5 message digest").
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const bytes = Buffer.allocUnsafe(names.reduce((size, name) => size + mostBytes(name, attributes[name]), 0));
  let end = 0;
  const append = (text: string, encoding: BufferEncoding = 'utf8') => {
    const length = bytes.write(text, end + 4, encoding);
    end = bytes.writeUInt32BE(length, end) + length;
  };
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name] ?? {};
    append(name);
    append(DataType);
    const binary = DataType.startsWith('Binary');
    end = bytes.writeUInt8(binary ? 2 : 1, end);
    if (binary) append(BinaryValue ?? '', 'base64');
    else append(StringValue ?? '');
  }
  return hash('md5', bytes.subarray(0, end));
}

/** UTF-8 has at most three bytes for each unit of UTF-16. */
function mostBytes(name: string, value: MessageAttributeValue | undefined): number {
  const text = name.length + (value?.DataType.length ?? 0);
  return 13 + 3 * (text + (value?.StringValue ?? value?.BinaryValue ?? '').length);
}
