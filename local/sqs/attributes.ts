import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { invalidParameter } from './limits.ts';
import type { Queue, QueueConfig } from './queue.ts';

const visibilityTimeout = z.coerce.number().int().min(0).max(43_200);
const receiveCount = z.coerce.number().int().min(1).max(1000);

/** What GetQueueAttributes answers. */
export function attributesOf(queue: Queue): Record<string, string> {
  const { config } = queue;
  const { visible, inFlight, delayed } = queue.counts();
  const seconds = String(Math.floor(queue.createdAt / 1000));
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: seconds,
    LastModifiedTimestamp: seconds,
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

/**
 * What SetQueueAttributes changes here; other attributes are refused by their names.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
export function changedAttributes(attributes: Record<string, string>): Partial<QueueConfig> {
  const { VisibilityTimeout, RedrivePolicy, ...unknown } = attributes;
  const [name] = Object.keys(unknown);
  if (name) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  return {
    ...(VisibilityTimeout !== undefined && { visibilityTimeout: timeoutOf(VisibilityTimeout) }),
    ...(RedrivePolicy !== undefined && { redrivePolicy: redrivePolicyOf(RedrivePolicy) }),
  };
}

function timeoutOf(text: string): number {
  const { data } = visibilityTimeout.safeParse(text);
  if (data !== undefined) return data;
  throw new AwsError('InvalidAttributeValue', 'Invalid value for the parameter VisibilityTimeout.');
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
