import type { Assembly, Resource } from './assembly.ts';
import type { Rule } from './rule.ts';

interface ServiceProperties {
  TaskDefinition?: unknown;
  LoadBalancers?: { ContainerName?: string; ContainerPort?: number; TargetGroupArn?: unknown }[];
}

interface TaskProperties {
  NetworkMode?: string;
  ContainerDefinitions?: { Name: string; PortMappings?: { ContainerPort: number }[] }[];
}

interface TargetGroupProperties {
  TargetType?: string;
  Port?: number;
}

type LoadBalancer = NonNullable<ServiceProperties['LoadBalancers']>[number];

/**
 * What the load balancer calls is what the container listens on: the target type fits the task's network mode, and
 * container name and port agree in service, task definition and target group.
 */
export const loadBalancerTargets: Rule = {
  name: 'load-balancer-targets',
  check: (assembly) =>
    assembly.resources<ServiceProperties>('AWS::ECS::Service').flatMap((service) => {
      const task = assembly.target<TaskProperties>(service, service.properties.TaskDefinition);
      return (service.properties.LoadBalancers ?? []).flatMap((balancer) => [
        ...containerProblems(balancer, task).map((message) => ({ resource: service, message })),
        ...targetGroupFindings(assembly, service, balancer, task),
      ]);
    }),
};

function containerProblems(balancer: LoadBalancer, task: Resource<TaskProperties> | undefined): string[] {
  const { ContainerName: name, ContainerPort: port } = balancer;
  const containers = task?.properties.ContainerDefinitions ?? [];
  const container = containers.find(({ Name }) => Name === name);
  if (!container) {
    const names = containers.map(({ Name }) => Name).join(', ');
    return [
      `its load balancer calls the container "${name}", but ${task?.id} has [${names}]. Name one of these.`,
    ];
  }
  const ports = (container.PortMappings ?? []).map(({ ContainerPort }) => ContainerPort);
  if (ports.some((mapped) => mapped === port)) return [];
  return [
    `its load balancer calls port ${port} of "${name}", but ${task?.id} opens [${ports.join(', ')}]. Let both be the port that the container listens on.`,
  ];
}

function targetGroupFindings(
  assembly: Assembly,
  service: Resource,
  { TargetGroupArn: arn, ContainerPort: port }: LoadBalancer,
  task: Resource<TaskProperties> | undefined,
) {
  const group = assembly.target<TargetGroupProperties>(service, arn);
  if (!group)
    return [{ resource: service, message: 'its target group is not in the template. Refer to one.' }];
  const mode = task?.properties.NetworkMode ?? 'bridge';
  const expected = mode === 'awsvpc' ? 'ip' : 'instance';
  const { TargetType: type = 'instance', Port: groupPort } = group.properties;
  return [
    ...(type === expected
      ? []
      : [
          {
            resource: group,
            message: `TargetType is ${type}, but tasks with network mode ${mode} register by ${expected}. Set TargetType to ${expected}.`,
          },
        ]),
    ...(groupPort === port
      ? []
      : [
          {
            resource: group,
            message: `Port is ${groupPort}, but ${service.id} registers its containers with port ${port}. Let both be the port that the container listens on.`,
          },
        ]),
  ];
}
