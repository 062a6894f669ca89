import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { checkInput } from '../endpoint/check-input.ts';
import type { JsonService } from '../endpoint/service.ts';
import type { Deployment } from './deployment.ts';
import type { Service } from './service.ts';
import type { TaskDefinition } from './task-definition.ts';

/** A service as the template made it. */
export interface RunningService {
  arn: string;
  /** ARN. */
  taskDefinition: string;
  service: Service;
}

const update = z.strictObject({
  cluster: z.string().default('default'),
  service: z.string(),
  desiredCount: z.int().min(0).optional(),
  forceNewDeployment: z.boolean().optional(),
});
const description = z.strictObject({
  cluster: z.string().default('default'),
  services: z.array(z.string()).min(1).max(10),
});

/**
 * ECS's task definitions and services of one account and region, and its API for the services. What it does not know, such
 * as another task definition, is refused. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
export class Services {
  readonly #clusters = new Set<string>();
  readonly #taskDefinitions = new Map<string, TaskDefinition>();
  readonly #byName = new Map<string, RunningService>();

  addCluster(name: string): void {
    this.#clusters.add(name);
  }

  addTaskDefinition(arn: string, definition: TaskDefinition): void {
    this.#taskDefinitions.set(arn, definition);
  }

  /** Throws when there is no task definition of that ARN. */
  taskDefinition(arn: string): TaskDefinition {
    const definition = this.#taskDefinitions.get(arn);
    if (!definition) throw new Error(`There is no task definition ${arn}.`);
    return definition;
  }

  add(running: RunningService): void {
    this.#byName.set(running.arn.split(':service/')[1] ?? '', running);
  }

  service(): JsonService {
    return {
      targetPrefix: 'AmazonEC2ContainerServiceV20141113',
      operations: {
        UpdateService: (given) => this.#update(checkInput(update, given)),
        DescribeServices: (given) => this.#describe(checkInput(description, given)),
      },
    };
  }

  #update({ cluster, service: nameOrArn, ...changes }: z.infer<typeof update>): object {
    const found = this.#find(cluster, nameOrArn);
    if (!found) throw new AwsError('ServiceNotFoundException', 'Service not found.');
    found.service.update(changes);
    return { service: answered(found) };
  }

  #describe({ cluster, services }: z.infer<typeof description>): object {
    const found = services.map((arn) => ({ arn, running: this.#find(cluster, arn) }));
    return {
      services: found.flatMap(({ running }) => (running ? [answered(running)] : [])),
      failures: found.flatMap(({ arn, running }) => (running ? [] : [{ arn, reason: 'MISSING' }])),
    };
  }

  #find(clusterOrArn: string, nameOrArn: string): RunningService | undefined {
    const cluster = lastPart(clusterOrArn);
    if (!this.#clusters.has(cluster)) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
    return this.#byName.get(`${cluster}/${lastPart(nameOrArn)}`);
  }
}

const lastPart = (nameOrArn: string) => nameOrArn.split('/').at(-1) ?? '';

function answered({ arn, taskDefinition, service }: RunningService): object {
  const [cluster, serviceName] = (arn.split(':service/')[1] ?? '').split('/');
  const { deployments, desiredCount } = service;
  const runningCount = deployments.reduce((sum, deployment) => sum + deployment.runningCount, 0);
  const pendingCount = deployments.reduce((sum, deployment) => sum + pending(deployment), 0);
  return {
    serviceArn: arn,
    serviceName,
    clusterArn: arn.replace(/service\/.*$/, `cluster/${cluster}`),
    status: 'ACTIVE',
    launchType: 'FARGATE',
    taskDefinition,
    ...{ desiredCount, runningCount, pendingCount },
    deployments: deployments.map((deployment, index) => ({
      id: deployment.id,
      status: index === 0 ? 'PRIMARY' : 'ACTIVE',
      taskDefinition,
      desiredCount: deployment.desiredCount,
      runningCount: deployment.runningCount,
      pendingCount: pending(deployment),
      failedTasks: deployment.failedTasks,
      rolloutState: deployment.rolloutState,
      createdAt: deployment.createdAt / 1000,
      updatedAt: deployment.updatedAt / 1000,
    })),
  };
}

const pending = ({ desiredCount, runningCount }: Deployment) => desiredCount - runningCount;
