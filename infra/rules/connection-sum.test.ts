import { expect, test } from 'vitest';
import { connectionSum } from './connection-sum.ts';
import type { MappingProperties } from './event-source.ts';
import { findings, synthesised, theOne } from './testing.ts';

interface Worker {
  Environment: { Variables: Record<string, string> };
}

function database() {
  const system = synthesised();
  return {
    system,
    instance: theOne(system, 'AWS::RDS::DBInstance'),
    parameters: theOne<{ Parameters: Record<string, string> }>(system, 'AWS::RDS::DBParameterGroup'),
    worker: theOne<Worker>(system, 'AWS::Lambda::Function', 'PaymentsWorker'),
    audit: theOne<Worker>(system, 'AWS::Lambda::Function', 'PaymentsAudit'),
    mapping: theOne<MappingProperties>(system, 'AWS::Lambda::EventSourceMapping', 'PaymentsWorker'),
    service: theOne<{ DesiredCount: number }>(system, 'AWS::ECS::Service'),
    scaling: theOne<{ MaxCapacity: number }>(system, 'AWS::ApplicationAutoScaling::ScalableTarget'),
  };
}

test('more sessions than the database has room for fail, with the whole sum', () => {
  const { system, instance, parameters, worker, audit, mapping, service, scaling } = database();
  parameters.properties.Parameters['max_connections'] = '40';
  mapping.properties.ScalingConfig = { MaximumConcurrency: 10 };
  worker.properties.Environment.Variables['DATABASE_POOL_SIZE'] = '2';
  scaling.properties.MaxCapacity = 2;
  expect(findings(connectionSum, system)).toEqual([
    `legacy/${instance.id}: up to 34 sessions may be open at once (${worker.id}: 10 x 2, ${audit.id}: 2 x 1, ${service.id}: 4 x 3), but max_connections 40 - 8 in reserve leaves 32. Change infra/capacity.ts until they fit.`,
  ]);
  worker.properties.Environment.Variables['DATABASE_POOL_SIZE'] = '1';
  expect(findings(connectionSum, system)).toEqual([]);
});

test('one more task that scaling may add counts twice, since old and new ones overlap in a deployment', () => {
  const { system, service, scaling } = database();
  scaling.properties.MaxCapacity = 5;
  expect(findings(connectionSum, system)).toEqual([expect.stringContaining(`${service.id}: 10 x 3`)]);
});

test('desired tasks count also when they are more than scaling would make of them', () => {
  const { system, service } = database();
  service.properties.DesiredCount = 5;
  expect(findings(connectionSum, system)).toEqual([expect.stringContaining(`${service.id}: 10 x 3`)]);
});

test('a worker whose concurrency nothing limits fails', () => {
  const { system, worker, mapping } = database();
  mapping.properties.ScalingConfig = {};
  expect(findings(connectionSum, system)).toEqual([
    `orders/${worker.id}: reaches the database without a limit on how many run at once. Give its event source a MaximumConcurrency, or reserve its concurrency.`,
  ]);
});

test('a worker that does not say its pool size fails', () => {
  const { system, worker } = database();
  delete worker.properties.Environment.Variables['DATABASE_POOL_SIZE'];
  expect(findings(connectionSum, system)).toEqual([
    `orders/${worker.id}: reaches the database, but DATABASE_POOL_SIZE in its environment is not set. Set it from infra/capacity.ts: how many sessions one of them may have.`,
  ]);
});

test('a database that leaves max_connections to its size fails', () => {
  const { system, instance, parameters, worker } = database();
  worker.properties.Environment.Variables['DATABASE_POOL_SIZE'] = '1';
  parameters.properties.Parameters = {};
  expect(findings(connectionSum, system)).toEqual([
    `legacy/${instance.id}: its parameter group sets no max_connections, so AWS derives one from its memory. Set it from infra/capacity.ts.`,
  ]);
});
