import { AwsError } from '../aws-error.ts';
import type { ApiCaller } from '../endpoint/service.ts';
import { checkRange, isAttributeName, messageSize } from './limits.ts';
import {
  type MessageAttributes,
  type MessageAttributeValue,
  type MessageToSend,
  md5OfAttributes,
  type ReceivedMessage,
  type SentMessage,
} from './message.ts';
import type { Queue } from './queue.ts';

/** A batch must fit into this many bytes as a whole (API reference, SendMessageBatch). */
const maximumBatchSize = 1_048_576;

/** SendMessage's input, and one entry of SendMessageBatch's. */
export interface SendInput {
  MessageBody: string;
  MessageAttributes?: MessageAttributes;
  MessageSystemAttributes?: Record<string, MessageAttributeValue>;
  DelaySeconds?: number;
}

/** ReceiveMessage's input. */
export interface ReceiveInput {
  MaxNumberOfMessages?: number;
  WaitTimeSeconds?: number;
  VisibilityTimeout?: number;
  AttributeNames?: string[];
  MessageSystemAttributeNames?: string[];
  MessageAttributeNames?: string[];
}

export function required<Value extends string | number>(name: string, value: Value | undefined): Value {
  if (value !== undefined && value !== null && value !== '') return value;
  throw new AwsError('MissingParameter', `The request must contain the parameter ${name}.`);
}

/** Sends a message as the API names its parts, and answers as the API does. */
export function send(queue: Queue, input: SendInput, caller: ApiCaller): object {
  return sentOutput(queue.send(toMessage(input, caller)));
}

export function checkBatchSize(entries: SendInput[], caller: ApiCaller): void {
  const size = entries.reduce((sum, entry) => sum + messageSize(toMessage(entry, caller)), 0);
  if (size <= maximumBatchSize) return;
  throw new AwsError(
    'AWS.SimpleQueueService.BatchRequestTooLong',
    `Batch requests cannot be longer than ${maximumBatchSize} bytes. You have sent ${size} bytes.`,
  );
}

/** Receives, and answers only the attributes that were asked for. */
export async function receive(queue: Queue, input: ReceiveInput): Promise<object> {
  checkRange('MaxNumberOfMessages', input.MaxNumberOfMessages, 1, 10);
  checkRange('WaitTimeSeconds', input.WaitTimeSeconds, 0, 20);
  checkRange('VisibilityTimeout', input.VisibilityTimeout, 0, 43_200);
  const messages = await queue.receive({
    maxMessages: input.MaxNumberOfMessages,
    waitSeconds: input.WaitTimeSeconds,
    visibilityTimeout: input.VisibilityTimeout,
  });
  return messages.length > 0 ? { Messages: messages.map((message) => receivedOutput(message, input)) } : {};
}

/** The entries of `record` that `names` asks for, where `All` means every one. */
export function pick(record: Record<string, string>, names: string[]): Record<string, string> {
  if (names.includes('All')) return record;
  return Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name)));
}

/** The trace of the call goes along unless the message names another. https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html */
function toMessage(input: SendInput, { accessKeyId, traceHeader }: ApiCaller): MessageToSend {
  return {
    body: input.MessageBody,
    attributes: input.MessageAttributes,
    delaySeconds: input.DelaySeconds,
    traceHeader: input.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue ?? traceHeader,
    senderId: accessKeyId,
  };
}

function sentOutput(sent: SentMessage): object {
  return {
    MessageId: sent.messageId,
    MD5OfMessageBody: sent.md5OfBody,
    MD5OfMessageAttributes: sent.md5OfAttributes,
    MD5OfMessageSystemAttributes: sent.md5OfSystemAttributes,
  };
}

function receivedOutput(message: ReceivedMessage, input: ReceiveInput): object {
  const names = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
  const system = pick(message.systemAttributes, names);
  const attributes = matching(message.attributes, input.MessageAttributeNames ?? []);
  const md5 = md5OfAttributes(attributes);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5OfBody,
    Body: message.body,
    ...(Object.keys(system).length > 0 && { Attributes: system }),
    MessageAttributes: md5 || asksInVain(message.attributes, input) ? attributes : undefined,
    MD5OfMessageAttributes: md5,
  };
}

/** Whether it asks for attributes that the message could have, among those that it has: the answer is then an empty map. */
function asksInVain(attributes: MessageAttributes, { MessageAttributeNames = [] }: ReceiveInput): boolean {
  return Object.keys(attributes).length > 0 && MessageAttributeNames.some(isAttributeName);
}

/** Attribute names may be `All`, `*`, `.*`, or a prefix with `.*`. */
function matching(attributes: MessageAttributes, names: string[]): MessageAttributes {
  const wanted = (name: string) =>
    names.some(
      (given) =>
        ['All', '*', name].includes(given) || (given.endsWith('.*') && name.startsWith(given.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => wanted(name)));
}
