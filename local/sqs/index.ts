import { z } from 'zod';
import { number } from '../cfn.ts';
import { type ResourceType, resourceType } from '../resource.ts';

export { service } from './service.ts';

const range = (minimum: number, maximum: number) => number.pipe(z.int().min(minimum).max(maximum)).optional();

const queueProperties = z.strictObject({
  VisibilityTimeout: range(0, 43_200),
  DelaySeconds: range(0, 900),
  MessageRetentionPeriod: range(60, 1_209_600),
  ReceiveMessageWaitTimeSeconds: range(0, 20),
  MaximumMessageSize: range(1024, 1_048_576),
  RedrivePolicy: z
    .strictObject({
      deadLetterTargetArn: z.string(),
      maxReceiveCount: number.pipe(z.int().min(1).max(1000)),
    })
    .optional(),
  RedriveAllowPolicy: z
    .strictObject({
      redrivePermission: z.enum(['allowAll', 'denyAll', 'byQueue']),
      sourceQueueArns: z.array(z.string()).optional(),
    })
    .optional(),
});

const queue = resourceType<z.infer<typeof queueProperties>>({
  type: 'AWS::SQS::Queue',
  properties: queueProperties,
  create({ physicalId, properties }, system) {
    const { arn, url } = system.queues.define({
      name: physicalId,
      visibilityTimeout: properties.VisibilityTimeout,
      delaySeconds: properties.DelaySeconds,
      messageRetentionPeriod: properties.MessageRetentionPeriod,
      receiveMessageWaitTimeSeconds: properties.ReceiveMessageWaitTimeSeconds,
      maximumMessageSize: properties.MaximumMessageSize,
      redrivePolicy: properties.RedrivePolicy,
      redriveAllowPolicy: properties.RedriveAllowPolicy,
    });
    return { ref: url, attributes: { Arn: arn, QueueName: physicalId, QueueUrl: url } };
  },
});

const queuePolicyProperties = z.strictObject({ Queues: z.array(z.string()) });

/** Nothing on this machine is refused by policy, but a policy for a queue that is not there is a mistake. */
const queuePolicy = resourceType<z.infer<typeof queuePolicyProperties>>({
  type: 'AWS::SQS::QueuePolicy',
  properties: queuePolicyProperties,
  create({ physicalId, properties }, system) {
    for (const url of properties.Queues) system.queues.find(url);
    return { ref: physicalId };
  },
});

export const resourceTypes: ResourceType[] = [queue, queuePolicy];
