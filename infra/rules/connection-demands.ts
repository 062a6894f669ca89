import { poolSizeVariable, roleLimitVariable } from '../capacity.ts';
import { type Assembly, type Resource, same } from './assembly.ts';
import { eventSources } from './event-source.ts';
import { covers, securityRules } from './network.ts';

export interface DatabaseProperties {
  VPCSecurityGroups?: unknown[];
  DBParameterGroupName?: unknown;
}

interface FunctionProperties {
  VpcConfig?: { SecurityGroupIds?: unknown[] };
  ReservedConcurrentExecutions?: number;
  Environment?: { Variables?: Record<string, unknown> };
}

interface ServiceProperties {
  TaskDefinition?: unknown;
  DesiredCount?: number;
  DeploymentConfiguration?: { MaximumPercent?: number };
  NetworkConfiguration?: { AwsvpcConfiguration?: { SecurityGroups?: unknown[] } };
}

interface ScalableTargetProperties {
  ResourceId?: unknown;
  MaxCapacity?: number;
}

interface TaskProperties {
  ContainerDefinitions?: { Environment?: { Name: string; Value: unknown }[] }[];
}

const postgres = 5432;

/** Sessions that something may open: so many at once, each with a pool of so many. */
export interface Demand {
  resource: Resource;
  atOnce: number | undefined;
  poolSize: number;
}

/** Whatever the database's security groups admit. */
export const connectionDemands = (assembly: Assembly, database: Resource<DatabaseProperties>): Demand[] => [
  ...functionDemands(assembly, database),
  ...serviceDemands(assembly, database),
];

function functionDemands(assembly: Assembly, database: Resource<DatabaseProperties>): Demand[] {
  return assembly
    .resources<FunctionProperties>('AWS::Lambda::Function')
    .filter((fn) => reaches(assembly, database, fn, fn.properties.VpcConfig?.SecurityGroupIds))
    .filter((fn) => !isCustomResource(assembly, fn))
    .map((fn) => {
      const maxima = eventSources(assembly)
        .filter(({ worker }) => same(worker, fn))
        .map(({ mapping }) => mapping.properties.ScalingConfig?.MaximumConcurrency ?? Number.NaN);
      const polled = maxima.reduce((total, maximum) => total + maximum, 0);
      const limit = maxima.length > 0 && polled > 0 ? polled : undefined;
      const variables = fn.properties.Environment?.Variables ?? {};
      const roleLimit = Number(variables[roleLimitVariable]);
      if (roleLimit >= 1) return { resource: fn, atOnce: roleLimit, poolSize: 1 };
      return {
        resource: fn,
        atOnce: limit ?? fn.properties.ReservedConcurrentExecutions,
        poolSize: Number(variables[poolSizeVariable]),
      };
    });
}

function serviceDemands(assembly: Assembly, database: Resource<DatabaseProperties>): Demand[] {
  return assembly
    .resources<ServiceProperties>('AWS::ECS::Service')
    .filter(({ stack, properties }) =>
      reaches(
        assembly,
        database,
        { stack },
        properties.NetworkConfiguration?.AwsvpcConfiguration?.SecurityGroups,
      ),
    )
    .map((service) => {
      const { DeploymentConfiguration: deployment } = service.properties;
      const task = assembly.target<TaskProperties>(service, service.properties.TaskDefinition);
      const variable = task?.properties.ContainerDefinitions?.flatMap(
        ({ Environment = [] }) => Environment,
      ).find(({ Name }) => Name === poolSizeVariable);
      const overlap = (deployment?.MaximumPercent ?? 200) / 100;
      return {
        resource: service,
        atOnce: Math.floor(mostTasks(assembly, service) * overlap),
        poolSize: Number(variable?.Value),
      };
    });
}

/** As many as are desired, or as scaling may make of them. */
function mostTasks(assembly: Assembly, service: Resource<ServiceProperties>): number {
  const scaled = assembly
    .resources<ScalableTargetProperties>('AWS::ApplicationAutoScaling::ScalableTarget')
    .filter((target) =>
      assembly.targets(target, target.properties.ResourceId).some((to) => same(to, service)),
    )
    .map(({ properties }) => properties.MaxCapacity ?? Number.NaN);
  return Math.max(service.properties.DesiredCount ?? 1, ...scaled);
}

function reaches(
  assembly: Assembly,
  database: Resource<DatabaseProperties>,
  from: { stack: string },
  groups: unknown[] = [],
): boolean {
  const callers = groups.map((group) => assembly.target(from, group));
  const guards = (database.properties.VPCSecurityGroups ?? []).flatMap(
    (id) => assembly.target(database, id) ?? [],
  );
  return guards.some((guard) =>
    securityRules(assembly, guard, 'Ingress').some((rule) => {
      const source = assembly.target(rule.from, rule.traffic.SourceSecurityGroupId);
      return covers(rule, postgres) && callers.some((caller) => same(caller, source));
    }),
  );
}

const isCustomResource = (assembly: Assembly, fn: Resource): boolean =>
  assembly
    .resources<{ ServiceToken?: unknown }>()
    .some((custom) => same(assembly.target(custom, custom.properties.ServiceToken), fn));
