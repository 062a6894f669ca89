import { z } from 'zod';
import { number } from '../cfn.ts';

const containerDefinition = z.strictObject({
  Name: z.string(),
  Image: z.string(),
  Environment: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).default([]),
  Secrets: z.array(z.strictObject({ Name: z.string(), ValueFrom: z.string() })).default([]),
  PortMappings: z
    .array(z.strictObject({ ContainerPort: number, Protocol: z.literal('tcp').default('tcp') }))
    .max(1, 'a local container has one port')
    .default([]),
  StopTimeout: number.optional(),
  LogConfiguration: z
    .strictObject({
      LogDriver: z.literal('awslogs', 'only the driver awslogs is understood locally'),
      Options: z.object({ 'awslogs-group': z.string() }),
    })
    .optional(),
});
export type ContainerDefinition = z.infer<typeof containerDefinition>;

/** A container and the role in which ECS reads its secrets. */
export interface TaskDefinition {
  container: ContainerDefinition;
  executionRoleArn: string | undefined;
}

export const taskDefinitionSchema = z.strictObject({
  Family: z.string().optional(),
  ExecutionRoleArn: z.string().optional(),
  NetworkMode: z.literal('awsvpc', 'only awsvpc is understood locally').optional(),
  ContainerDefinitions: z.tuple([containerDefinition], 'a local task has one container'),
});
