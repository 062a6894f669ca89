import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { invalidParameter } from './limits.ts';
import type { QueueConfig } from './queue.ts';

const text = z.coerce.number().int();
const redrivePolicy = z.strictObject({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: text.min(1).max(1000),
});

/**
 * What SetQueueAttributes changes here; other attributes are refused by their names.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
export function changedAttributes(attributes: Record<string, string>): Partial<QueueConfig> {
  const { VisibilityTimeout, RedrivePolicy, ...unknown } = attributes;
  const [name] = Object.keys(unknown);
  if (name) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  return {
    ...(VisibilityTimeout !== undefined && {
      visibilityTimeout: check(text.min(0).max(43_200), 'VisibilityTimeout', VisibilityTimeout),
    }),
    ...(RedrivePolicy !== undefined && {
      redrivePolicy: check(redrivePolicy, 'RedrivePolicy', JSON.parse(RedrivePolicy)),
    }),
  };
}

function check<Schema extends z.ZodType>(schema: Schema, name: string, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidParameter(
    `Invalid value for the parameter ${name}. Reason: ${z.prettifyError(result.error)}.`,
  );
}
