import { z } from 'zod';
import { boolean, number } from '../cfn.ts';
import { type ResourceType, resourceType } from '../resource.ts';
import type { LocalSystem } from '../system.ts';
import { describeContainer } from './container.ts';
import { Service } from './service.ts';
import { taskDefinitionSchema } from './task-definition.ts';

const cluster = resourceType({
  type: 'AWS::ECS::Cluster',
  properties: z.strictObject({ ClusterName: z.string().optional() }),
  create({ physicalId, properties }, system) {
    const name = properties.ClusterName ?? physicalId;
    system.services.addCluster(name);
    return { ref: name, attributes: { Arn: system.arn('ecs', `cluster/${name}`) } };
  },
});

const taskDefinition = resourceType({
  type: 'AWS::ECS::TaskDefinition',
  properties: taskDefinitionSchema,
  create({ physicalId, properties }, system) {
    const arn = system.arn('ecs', `task-definition/${properties.Family ?? physicalId}:1`);
    const [container] = properties.ContainerDefinitions;
    system.services.addTaskDefinition(arn, { container, executionRoleArn: properties.ExecutionRoleArn });
    return { ref: arn, attributes: { TaskDefinitionArn: arn } };
  },
});

const targetSchema = z.strictObject({
  ContainerName: z.string(),
  ContainerPort: number,
  TargetGroupArn: z.string(),
});

/** Other percentages would start and stop the tasks of a deployment in another order. */
const deploymentConfiguration = z.strictObject({
  MinimumHealthyPercent: number.pipe(z.literal(100)).optional(),
  MaximumPercent: number.pipe(z.literal(200)).optional(),
  DeploymentCircuitBreaker: z
    .strictObject({ Enable: boolean, Rollback: boolean })
    .refine(({ Enable, Rollback }) => Enable === Rollback, 'a local circuit breaker rolls back')
    .optional(),
});

const service = resourceType({
  type: 'AWS::ECS::Service',
  properties: z.strictObject({
    ServiceName: z.string().optional(),
    Cluster: z.string().default('default'),
    TaskDefinition: z.string(),
    DesiredCount: number.default(1),
    DeploymentConfiguration: deploymentConfiguration.optional(),
    DeploymentController: z.strictObject({ Type: z.literal('ECS') }).optional(),
    LoadBalancers: z.array(targetSchema).max(1, 'a local service has one target group').default([]),
  }),
  async create({ physicalId, properties }, system) {
    const name = properties.ServiceName ?? physicalId;
    const definition = system.services.taskDefinition(properties.TaskDefinition);
    const arn = system.arn('ecs', `service/${properties.Cluster}/${name}`);
    const source = `ecs/${definition.container.Name}`;
    const logGroup = definition.container.LogConfiguration?.Options['awslogs-group'];
    if (logGroup !== undefined) system.logGroups.assign(source, logGroup);
    const running = new Service({
      name,
      desiredCount: properties.DesiredCount,
      task: await describeContainer(definition, system),
      register: registration(properties.LoadBalancers[0], system),
      rollback: properties.DeploymentConfiguration?.DeploymentCircuitBreaker?.Enable ?? false,
      onLine: (line) => system.log({ source, line }),
    });
    // All that the tasks need exists by now: they start while others are still created.
    const healthy = running.start();
    healthy.catch(() => undefined);
    system.services.add({ arn, taskDefinition: properties.TaskDefinition, service: running });
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
