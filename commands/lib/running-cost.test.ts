import { describe, expect, test } from 'vitest';
import { describeCost, runningCost } from './running-cost.ts';

const database = { DBInstanceClass: 'db.t4g.micro', AllocatedStorage: '20' };
const cost = (Type: string, Properties: Record<string, unknown> = {}) =>
  runningCost([{ Resources: { Thing: { Type, Properties } } }]).usdPerDay;

test('a NAT gateway is paid by the hour', () => {
  expect(cost('AWS::EC2::NatGateway')).toBeCloseTo(0.045 * 24);
});

test('a standby database costs as much again', () => {
  const single = cost('AWS::RDS::DBInstance', database);
  expect(single).toBeCloseTo(0.016 * 24 + (20 * 0.115 * 24) / 730);
  expect(cost('AWS::RDS::DBInstance', { ...database, MultiAZ: true })).toBeCloseTo(2 * single);
});

test('a database class without a price is an error that says where to add it', () => {
  expect(() => cost('AWS::RDS::DBInstance', { ...database, DBInstanceClass: 'db.r8g.large' })).toThrow(
    'no price of db.r8g.large: add it to commands/lib/prices.json',
  );
});

test('an interface endpoint is paid per zone, a gateway endpoint is free', () => {
  const SubnetIds = ['a', 'b'];
  expect(cost('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface', SubnetIds })).toBeCloseTo(0.48);
  expect(cost('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' })).toBe(0);
});

describe('a Fargate service is paid for the size of its task times', () => {
  const Task = { Type: 'AWS::ECS::TaskDefinition', Properties: { Cpu: '256', Memory: '512' } };
  const service = (properties: object) => ({
    Type: 'AWS::ECS::Service',
    Properties: { TaskDefinition: { Ref: 'Task' }, ...properties },
  });
  const perDay = 24 * (0.25 * 0.03238 + 0.5 * 0.00356);

  test('the number of desired tasks', () => {
    const Resources = { Task, Service: service({ DesiredCount: 2 }) };
    expect(runningCost([{ Resources }]).usdPerDay).toBeCloseTo(2 * perDay);
  });

  test('the least that its scaling leaves, where none are desired', () => {
    const ResourceId = {
      'Fn::Join': ['', ['service/', { Ref: 'Cluster' }, '/', { 'Fn::GetAtt': ['Service', 'Name'] }]],
    };
    const Scaling = {
      Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
      Properties: { MinCapacity: 3, ResourceId },
    };
    const Resources = { Task, Scaling, Service: service({}), Other: service({}) };
    expect(runningCost([{ Resources }]).usdPerDay).toBeCloseTo((3 + 1) * perDay);
  });
});

test('three dashboards are free, the others are not', () => {
  const dashboards = (count: number) => {
    const resources = Array.from({ length: count }, (_, i) => [
      `D${i}`,
      { Type: 'AWS::CloudWatch::Dashboard' },
    ]);
    return runningCost([{ Resources: Object.fromEntries(resources) }]).usdPerDay;
  };
  expect(dashboards(3)).toBe(0);
  expect(dashboards(5)).toBeCloseTo((2 * 3 * 24) / 730);
});

test('the dearest comes first, the sum last, and what has no price is named', () => {
  const Resources = {
    Alarm: { Type: 'AWS::CloudWatch::Alarm' },
    Nat: { Type: 'AWS::EC2::NatGateway' },
    Cache: { Type: 'AWS::ElastiCache::CacheCluster' },
    Role: { Type: 'AWS::IAM::Role' },
  };
  const lines = describeCost(runningCost([{ Resources }]));
  expect(lines).toEqual([
    expect.stringContaining('1 × NAT gateway'),
    expect.stringContaining('1 × alarm'),
    expect.stringMatching(/^ +1\.08 {2}USD a day .*us-east-1, 20\d\d-\d\d\)$/),
    '  Not in this sum: AWS::ElastiCache::CacheCluster',
  ]);
});
