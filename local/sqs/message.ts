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
  const parts: Buffer[] = [];
  const append = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    parts.push(length, bytes);
  };
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name] ?? {};
    append(Buffer.from(name));
    append(Buffer.from(DataType));
    const binary = DataType.startsWith('Binary');
    parts.push(Buffer.of(binary ? 2 : 1));
    append(binary ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue ?? ''));
  }
  return hash('md5', Buffer.concat(parts));
}
