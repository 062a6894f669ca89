import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { boolean, integer } from '../cfn.ts';
import { messageOf } from '../error-message.ts';
import { resourceType } from '../resource.ts';
import type { LocalSystem } from '../system.ts';
import { accessKeyIdOf } from './environment-variables.ts';
import { SqsEventSource } from './event-source.ts';

const mappingProperties = z.strictObject({
  FunctionName: z.string(),
  EventSourceArn: z.string().regex(/^arn:aws:sqs:/, 'only queues are event sources on this machine'),
  BatchSize: integer(1, 10_000).default(10),
  MaximumBatchingWindowInSeconds: integer(0, 300).default(0),
  ScalingConfig: z.strictObject({ MaximumConcurrency: integer(2, 1000).optional() }).optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  Enabled: boolean.default(true),
});

/** AWS::Lambda::EventSourceMapping for a queue: polls from the start of the system on. */
export const eventSourceMapping = resourceType<z.infer<typeof mappingProperties>>({
  type: 'AWS::Lambda::EventSourceMapping',
  properties: mappingProperties,
  create({ physicalId, properties }, system) {
    const queue = system.queues.find(properties.EventSourceArn);
    requirePollerAccess(system, properties.FunctionName, queue.arn);
    const source = new SqsEventSource(
      {
        functionName: properties.FunctionName,
        queue,
        batchSize: properties.BatchSize,
        maximumBatchingWindowInSeconds: properties.MaximumBatchingWindowInSeconds,
        maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency,
        reportBatchItemFailures: properties.FunctionResponseTypes.length > 0,
      },
      system.functions,
      (line) => system.log({ source: 'lambda', line: `Event source mapping ${physicalId}: ${line}` }),
    );
    const arn = system.arn('lambda', `event-source-mapping:${physicalId}`);
    const attributes = { Id: physicalId, EventSourceMappingArn: arn };
    if (!properties.Enabled) return { ref: physicalId, attributes };
    return { ref: physicalId, attributes, start: () => source.start(), stop: () => source.stop() };
  },
});

/** Lambda polls in the function's role, and refuses the mapping when that may not (Developer Guide, "Configuring permissions"). */
function requirePollerAccess(
  { functions, roles }: LocalSystem,
  functionName: string,
  queueArn: string,
): void {
  const { name } = functions.find(functionName).config;
  for (const action of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']) {
    try {
      const access = { action: `sqs:${action}`, resource: queueArn };
      roles.authorize(accessKeyIdOf(name), () => [access]);
    } catch (cause) {
      const reason = `The provided execution role does not have permissions to call ${action} on SQS`;
      throw new AwsError('InvalidParameterValueException', `${reason} (${messageOf(cause)})`);
    }
  }
}

const destination = z
  .strictObject({
    Destination: z
      .string()
      .regex(/^arn:aws:(sqs|lambda):/, 'only queues and functions are destinations here'),
  })
  .optional();

const invokeConfigProperties = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z.literal('$LATEST'),
  MaximumRetryAttempts: integer(0, 2).optional(),
  MaximumEventAgeInSeconds: integer(60, 21_600).optional(),
  DestinationConfig: z.strictObject({ OnFailure: destination, OnSuccess: destination }).optional(),
});

/** AWS::Lambda::EventInvokeConfig: retries and destinations of asynchronous events. */
export const eventInvokeConfig = resourceType<z.infer<typeof invokeConfigProperties>>({
  type: 'AWS::Lambda::EventInvokeConfig',
  properties: invokeConfigProperties,
  create({ physicalId, properties }, system) {
    system.functions.configureEventInvoke(properties.FunctionName, {
      maximumRetryAttempts: properties.MaximumRetryAttempts,
      maximumEventAge: properties.MaximumEventAgeInSeconds,
      onFailure: properties.DestinationConfig?.OnFailure?.Destination,
      onSuccess: properties.DestinationConfig?.OnSuccess?.Destination,
    });
    return { ref: physicalId };
  },
});

const permissionProperties = z.strictObject({ FunctionName: z.string() });

/** Whatever the template connects to a function may invoke it, but a permission for one that is not there is a mistake. */
export const permission = resourceType<z.infer<typeof permissionProperties>>({
  type: 'AWS::Lambda::Permission',
  properties: permissionProperties,
  create({ physicalId, properties }, system) {
    system.functions.find(properties.FunctionName);
    return { ref: physicalId };
  },
});
