import { describe, expect, test } from 'vitest';
import { synthesised, theOne } from '../rules/testing.ts';

interface TaskDefinition {
  ContainerDefinitions: { StopTimeout: number; Environment: { Name: string; Value: string }[] }[];
}

interface TargetGroup {
  HealthCheckIntervalSeconds: number;
  UnhealthyThresholdCount: number;
  TargetGroupAttributes: { Key: string; Value: string }[];
}

describe('a task of the legacy API that is to stop', () => {
  const system = synthesised();
  const [container] = theOne<TaskDefinition>(system, 'AWS::ECS::TaskDefinition').properties
    .ContainerDefinitions;
  const targetGroup = theOne<TargetGroup>(system, 'AWS::ElasticLoadBalancingV2::TargetGroup').properties;
  const drain = Number(container?.Environment.find(({ Name }) => Name === 'DRAIN_SECONDS')?.Value);

  test('has more time than it gives its requests, and less than Fargate may wait', () => {
    expect(container?.StopTimeout).toBeGreaterThan(drain);
    expect(container?.StopTimeout).toBeLessThanOrEqual(120);
  });

  test('gets no new requests for as long as it gives those that it has', () => {
    const delay = targetGroup.TargetGroupAttributes.find(
      ({ Key }) => Key === 'deregistration_delay.timeout_seconds',
    );
    expect(Number(delay?.Value)).toBe(drain);
  });

  test('is found out by the health check before that time is over, when nobody told the load balancer', () => {
    const { HealthCheckIntervalSeconds: interval, UnhealthyThresholdCount: times } = targetGroup;
    expect(interval * times).toBeLessThan(drain);
  });
});

describe.each([
  { size: 'small', least: 1, most: 2 },
  { size: 'full', least: 2, most: 3 },
] as const)('the legacy API of size $size', ({ size, least, most }) => {
  const system = synthesised(size);
  const service = theOne<Record<string, unknown>>(system, 'AWS::ECS::Service');

  test(`has ${least} to ${most} tasks, as its processors need, which no deployment resets`, () => {
    const scaling = theOne<{ ResourceId: unknown }>(system, 'AWS::ApplicationAutoScaling::ScalableTarget');
    expect(scaling.properties).toMatchObject({ MinCapacity: least, MaxCapacity: most });
    expect(system.targets(scaling, scaling.properties.ResourceId)).toContainEqual(service);
    expect(theOne(system, 'AWS::ApplicationAutoScaling::ScalingPolicy').properties).toMatchObject({
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
      },
    });
    expect(service.properties).not.toHaveProperty('DesiredCount');
  });

  test('goes back to the version before when its tasks do not get healthy', () => {
    expect(service.properties['DeploymentConfiguration']).toMatchObject({
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
    });
  });
});
