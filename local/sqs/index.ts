import { z } from 'zod';
import { integer } from '../cfn.ts';
import { type ResourceType, resourceType } from '../resource.ts';

const queueProperties = z.strictObject({
  VisibilityTimeout: integer(0, 43_200).optional(),
  DelaySeconds: integer(0, 900).optional(),
  MessageRetentionPeriod: integer(60, 1_209_600).optional(),
  ReceiveMessageWaitTimeSeconds: integer(0, 20).optional(),
  MaximumMessageSize: integer(1024, 1_048_576).optional(),
  RedrivePolicy: z
    .strictObject({
      deadLetterTargetArn: z.string(),
      maxReceiveCount: integer(1, 1000),
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

/** The roles of this account need no policy of the queue, but one for a queue that is not there is a mistake. */
const queuePolicy = resourceType<z.infer<typeof queuePolicyProperties>>({
  type: 'AWS::SQS::QueuePolicy',
  properties: queuePolicyProperties,
  create({ physicalId, properties }, system) {
    for (const url of properties.Queues) system.queues.find(url);
    return { ref: physicalId };
  },
});

export const resourceTypes: ResourceType[] = [queue, queuePolicy];
