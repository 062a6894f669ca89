import { expect, test } from 'vitest';
import { loadBalancerTargets } from './load-balancer-targets.ts';
import { findings, synthesised, theOne } from './testing.ts';

interface Service {
  LoadBalancers: { ContainerName: string; ContainerPort: number }[];
}

function legacyApi() {
  const system = synthesised();
  const service = theOne<Service>(system, 'AWS::ECS::Service');
  const group = theOne<{ TargetType: string; Port: number }>(
    system,
    'AWS::ElasticLoadBalancingV2::TargetGroup',
  );
  const task = theOne(system, 'AWS::ECS::TaskDefinition');
  return { system, service, group, task };
}

test('a target group of instances fails, since Fargate tasks have an address each', () => {
  const { system, group } = legacyApi();
  group.properties.TargetType = 'instance';
  expect(findings(loadBalancerTargets, system)).toEqual([
    `legacy/${group.id}: TargetType is instance, but tasks with network mode awsvpc register by ip. Set TargetType to ip.`,
  ]);
});

test('a container name that the task does not have fails', () => {
  const { system, service, task } = legacyApi();
  for (const balancer of service.properties.LoadBalancers) balancer.ContainerName = 'web';
  expect(findings(loadBalancerTargets, system)).toEqual([
    `legacy/${service.id}: its load balancer calls the container "web", but ${task.id} has [legacy-api]. Name one of these.`,
  ]);
});

test('a port that the container does not open fails', () => {
  const { system, service, group, task } = legacyApi();
  for (const balancer of service.properties.LoadBalancers) balancer.ContainerPort = 80;
  expect(findings(loadBalancerTargets, system)).toEqual([
    `legacy/${service.id}: its load balancer calls port 80 of "legacy-api", but ${task.id} opens [8080]. Let both be the port that the container listens on.`,
    `legacy/${group.id}: Port is 8080, but ${service.id} registers its containers with port 80. Let both be the port that the container listens on.`,
  ]);
});
