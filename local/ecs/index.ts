import { z } from 'zod';
import { number } from '../cfn.ts';
import { type ResourceType, resourceType } from '../resource.ts';
import type { LocalSystem } from '../system.ts';
import { describeContainer } from './container.ts';
import { Service } from './service.ts';
import { addTaskDefinition, findTaskDefinition, taskDefinitionSchema } from './task-definition.ts';

const cluster = resourceType({
  type: 'AWS::ECS::Cluster',
  properties: z.strictObject({ ClusterName: z.string().optional() }),
  create({ physicalId, properties }, system) {
    const name = properties.ClusterName ?? physicalId;
    return { ref: name, attributes: { Arn: system.arn('ecs', `cluster/${name}`) } };
  },
});

const taskDefinition = resourceType({
  type: 'AWS::ECS::TaskDefinition',
  properties: taskDefinitionSchema,
  create({ physicalId, properties }, system) {
    const arn = system.arn('ecs', `task-definition/${properties.Family ?? physicalId}:1`);
    const [container] = properties.ContainerDefinitions;
    addTaskDefinition(system, arn, { container, executionRoleArn: properties.ExecutionRoleArn });
    return { ref: arn, attributes: { TaskDefinitionArn: arn } };
  },
});

const targetSchema = z.strictObject({
  ContainerName: z.string(),
  ContainerPort: number,
  TargetGroupArn: z.string(),
});

const service = resourceType({
  type: 'AWS::ECS::Service',
  properties: z.strictObject({
    ServiceName: z.string().optional(),
    Cluster: z.string().default('default'),
    TaskDefinition: z.string(),
    DesiredCount: number.default(1),
    LoadBalancers: z.array(targetSchema).max(1, 'a local service has one target group').default([]),
  }),
  async create({ physicalId, properties }, system) {
    const name = properties.ServiceName ?? physicalId;
    const definition = findTaskDefinition(system, properties.TaskDefinition);
    const running = new Service({
      name,
      desiredCount: properties.DesiredCount,
      task: await describeContainer(definition, system),
      register: registration(properties.LoadBalancers[0], system),
      onLine: (line) => system.log({ source: `ecs/${definition.container.Name}`, line }),
    });
    // All that the tasks need exists by now: they start while others are still created.
    const healthy = running.start();
    healthy.catch(() => undefined);
    const arn = system.arn('ecs', `service/${properties.Cluster}/${name}`);
    return {
      ref: arn,
      attributes: { Name: name, ServiceArn: arn },
      healthy,
      stop: () => running.stop(),
    };
  },
});

function registration(to: z.infer<typeof targetSchema> | undefined, { loadBalancers }: LocalSystem) {
  if (!to) return undefined;
  const group = loadBalancers.targetGroup(to.TargetGroupArn);
  return (port: number) => group.register('127.0.0.1', port);
}

export const resourceTypes: ResourceType[] = [cluster, taskDefinition, service];
