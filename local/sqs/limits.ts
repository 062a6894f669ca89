import { AwsError } from '../aws-error.ts';
import type { MessageAttributes, MessageAttributeValue, MessageToSend } from './message.ts';

/** SQS takes what XML 1.0 can carry (API reference, SendMessage). */
const outsideXml = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
/** Letters of any language: SQS takes more than it documents. */
const attributeName = /^(?!aws\.|amazon\.|\.)(?!.*\.\.)[\p{L}\p{M}\p{N}_.-]{1,256}(?<!\.)$/iu;

/** Whether a message attribute could be called so. */
export function isAttributeName(name: string): boolean {
  return attributeName.test(name);
}

/** What SQS answers for a parameter that it cannot take. */
export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

/** Checks a number that a request may leave out. SQS says it in other words where none is allowed, too. */
export function checkRange(name: string, value: number | undefined, minimum: number, maximum: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= minimum && value <= maximum)) return;
  const bounds = minimum > 0 ? `between ${minimum} and ${maximum}` : `>= ${minimum} and <= ${maximum}`;
  throw invalidParameter(
    `Value ${value} for parameter ${name} is invalid. Reason: Must be ${bounds}, if provided.`,
  );
}

/** Refuses what SQS refuses: empty or oversized messages, characters outside XML, attributes that break their rules. */
export function checkMessage(message: MessageToSend, maximumMessageSize: number): void {
  if (!message.body)
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  checkCharacters(message.body);
  checkAttributes(message.attributes ?? {});
  checkDelay(message.delaySeconds);
  if (messageSize(message) > maximumMessageSize)
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${maximumMessageSize} bytes.`,
    );
}

function checkDelay(seconds: number | undefined): void {
  if (seconds === undefined || (Number.isInteger(seconds) && seconds >= 0 && seconds <= 900)) return;
  throw invalidParameter(
    `Value ${seconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
  );
}

/** Bytes that count against the limit: the body and every attribute's name, type and value. */
export function messageSize(message: MessageToSend): number {
  let size = Buffer.byteLength(message.body);
  for (const [name, value] of Object.entries(message.attributes ?? {})) {
    size += Buffer.byteLength(name) + Buffer.byteLength(value.DataType);
    size += Buffer.byteLength(value.StringValue ?? '') + Buffer.byteLength(value.BinaryValue ?? '', 'base64');
  }
  return size;
}

function checkCharacters(text: string): void {
  if (!outsideXml.test(text)) return;
  throw new AwsError(
    'InvalidMessageContents',
    'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
  );
}

function checkAttributes(attributes: MessageAttributes): void {
  const names = Object.keys(attributes);
  if (names.length > 10)
    throw invalidParameter(
      `Number of message attributes [${names.length}] exceeds the allowed maximum [10].`,
    );
  for (const name of names) {
    if (!isAttributeName(name))
      throw invalidParameter(
        `Message (user) attribute name '${name}' is invalid. It can contain only A-Z, a-z, 0-9, underscores, hyphens and single periods inside, up to 256 characters, and must not start with AWS. or Amazon.`,
      );
    checkAttribute(name, attributes[name]);
  }
}

function checkAttribute(name: string, attribute: MessageAttributeValue | undefined): void {
  if (!attribute?.DataType)
    throw invalidParameter(`The message attribute '${name}' must contain non-empty message attribute type.`);
  const type = attribute.DataType.split('.')[0];
  if (type !== 'String' && type !== 'Number' && type !== 'Binary')
    throw invalidParameter(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  if (attribute.DataType.length > 256)
    throw invalidParameter('Message (user) attribute type must be shorter than 256 bytes.');
  const value = type === 'Binary' ? attribute.BinaryValue : attribute.StringValue;
  if (!value)
    throw invalidParameter(
      `Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`,
    );
  if (type === 'Number' && !Number.isFinite(Number(value)))
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  if (type !== 'Binary' && outsideXml.test(value))
    throw invalidParameter(`Message (user) attribute '${name}' has characters that are not allowed.`);
}
