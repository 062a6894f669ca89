import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { invalidParameter } from './limits.ts';
import type { Queue, QueueConfig } from './queue.ts';

const integer = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const receiveCount = integer(1, 1000);
/** What else may be set, with its bounds. */
const numbers = {
  VisibilityTimeout: integer(0, 43_200),
  DelaySeconds: integer(0, 900),
  MessageRetentionPeriod: integer(60, 1_209_600),
  ReceiveMessageWaitTimeSeconds: integer(0, 20),
  MaximumMessageSize: integer(1024, 1_048_576),
};

/** What GetQueueAttributes answers. */
export function attributesOf(queue: Queue): Record<string, string> {
  const { config } = queue;
  const { visible, inFlight, delayed } = queue.counts();
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: inSeconds(queue.createdAt),
    LastModifiedTimestamp: inSeconds(queue.modifiedAt),
    VisibilityTimeout: String(config.visibilityTimeout),
    MaximumMessageSize: String(config.maximumMessageSize),
    MessageRetentionPeriod: String(config.messageRetentionPeriod),
    DelaySeconds: String(config.delaySeconds),
    ReceiveMessageWaitTimeSeconds: String(config.receiveMessageWaitTimeSeconds),
    SqsManagedSseEnabled: 'true',
    ...(config.redrivePolicy && { RedrivePolicy: JSON.stringify(config.redrivePolicy) }),
    ...(config.redriveAllowPolicy && { RedriveAllowPolicy: JSON.stringify(config.redriveAllowPolicy) }),
  };
}

const inSeconds = (milliseconds: number) => String(Math.floor(milliseconds / 1000));

/**
 * What SetQueueAttributes changes here; other attributes are refused by their names.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
export function changedAttributes(attributes: Record<string, string>): Partial<QueueConfig> {
  const change: Partial<QueueConfig> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'RedrivePolicy') change.redrivePolicy = redrivePolicyOf(value);
    else if (isNumber(name)) change[memberOf(name)] = numberOf(name, value);
    else throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
  return change;
}

const isNumber = (name: string): name is keyof typeof numbers => Object.hasOwn(numbers, name);

/** `DelaySeconds` is `delaySeconds` in the configuration. */
const memberOf = <Name extends string>(name: Name) =>
  `${name.charAt(0).toLowerCase()}${name.slice(1)}` as Uncapitalize<Name>;

function numberOf(name: keyof typeof numbers, text: string): number {
  const { data } = numbers[name].safeParse(text);
  if (data !== undefined) return data;
  throw new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
}

function redrivePolicyOf(text: string): NonNullable<QueueConfig['redrivePolicy']> {
  const refuse = (reason: string) =>
    invalidParameter(`Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}.`);
  const policy = jsonOf(text);
  if (policy === null || typeof policy !== 'object') throw refuse('Redrive policy is not a valid JSON map');
  const { deadLetterTargetArn, maxReceiveCount: count } = policy as Record<string, unknown>;
  if (typeof deadLetterTargetArn !== 'string' || !deadLetterTargetArn.startsWith('arn:'))
    throw refuse('Invalid value for deadLetterTargetArn');
  const { data: maxReceiveCount } = receiveCount.safeParse(count);
  if (maxReceiveCount === undefined) {
    const given = typeof count === 'string' ? count : JSON.stringify(count);
    throw refuse(
      `Invalid value for maxReceiveCount: ${given}, valid values are from 1 to 1000 both inclusive`,
    );
  }
  return { deadLetterTargetArn, maxReceiveCount };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
