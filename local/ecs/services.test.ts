import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StopList } from '../cloudformation/stop-list.ts';
import { resourceTypes as loadBalancing } from '../elasticloadbalancing/index.ts';
import { routesTo } from '../endpoint/routes.ts';
import { AwsEndpoint } from '../endpoint/server.ts';
import { createEngines } from '../engines.ts';
import type { Created } from '../resource.ts';
import { createResource } from '../resource-fixture.ts';
import type { LocalSystem } from '../system.ts';
import { resourceTypes } from './index.ts';

const hash = 'ab'.repeat(32);
/** Ends at once on SIGTERM: only draining saves the request that is under way. */
const server = `
  import { createServer } from 'node:http';
  createServer((request, response) => {
    console.log('asked for ' + request.url);
    setTimeout(() => response.end(String(process.pid)), request.url === '/slow' ? 400 : 0);
  }).listen(process.env.PORT, '127.0.0.1');
  process.on('SIGTERM', () => process.exit());`;

let stops: StopList;
let folder: string;
let lines: string[];
let system: LocalSystem;
let ecs: ECSClient;
let url: string;
let service: Created;

beforeEach(async () => {
  stops = new StopList();
  folder = await mkdtemp(join(tmpdir(), 'ecs-'));
  stops.add('folder', () => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'Dockerfile'), 'FROM node:24\nCMD ["node", "server.mjs"]\n');
  await writeFile(join(folder, 'server.mjs'), server);
  lines = [];
  const endpoint = await AwsEndpoint.listen(() => {});
  stops.add('endpoint', () => endpoint.stop());
  const common = { region: 'us-east-1', accountId: '000000000000', endpointUrl: endpoint.url, port: 0 };
  const log = ({ line }: { line: string }) => lines.push(line);
  const assets = new Map([[hash, folder]]);
  system = createEngines({ ...common, workDir: folder, log, timeFactor: 1, assets, stops });
  endpoint.serve(...routesTo(system));
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  ecs = new ECSClient({ endpoint: endpoint.url, region: 'us-east-1', credentials });
  service = await createService();
  stops.add('service', () => service.stop?.());
  await service.healthy;
});
afterEach(() => stops.stop());

/** One task behind a load balancer, as CDK describes it. */
async function createService(): Promise<Created> {
  const create = (types: typeof resourceTypes, type: string, properties: object) =>
    createResource(types, { type, logicalId: type.replaceAll('::', ''), properties }, system);
  const cluster = await create(resourceTypes, 'AWS::ECS::Cluster', { ClusterName: 'shop' });
  const task = await create(resourceTypes, 'AWS::ECS::TaskDefinition', {
    ContainerDefinitions: [
      {
        ...{ Name: 'web', Image: `registry/assets:${hash}` },
        Environment: [{ Name: 'PORT', Value: '8080' }],
        PortMappings: [{ ContainerPort: 8080 }],
        LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': 'web-logs' } },
      },
    ],
  });
  const balancer = await create(loadBalancing, 'AWS::ElasticLoadBalancingV2::LoadBalancer', {});
  const group = await create(loadBalancing, 'AWS::ElasticLoadBalancingV2::TargetGroup', {
    ...{ Protocol: 'HTTP', TargetType: 'ip' },
  });
  await create(loadBalancing, 'AWS::ElasticLoadBalancingV2::Listener', {
    ...{ LoadBalancerArn: balancer.ref, Port: 80, Protocol: 'HTTP' },
    DefaultActions: [{ Type: 'forward', TargetGroupArn: group.ref }],
  });
  url = system.loadBalancers.find(balancer.ref).url;
  return create(resourceTypes, 'AWS::ECS::Service', {
    ...{ ServiceName: 'web', Cluster: cluster.ref, TaskDefinition: task.ref },
    LoadBalancers: [{ ContainerName: 'web', ContainerPort: 8080, TargetGroupArn: group.ref }],
    DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
  });
}

const web = { cluster: 'shop', service: 'web' };
const update = async (changes: object) =>
  (await ecs.send(new UpdateServiceCommand({ ...web, ...changes }))).service;
const describeWeb = async () =>
  (await ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['web'] }))).services?.[0];
const pid = async (path = '/') => Number(await (await fetch(url + path)).text());
const isAlive = (id: number) => {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
};

describe('desired count', () => {
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
  test('0 stops the tasks, and 1 starts one again', async () => {
    const first = await pid();
    expect(await update({ desiredCount: 0 })).toMatchObject({ desiredCount: 0 });
    await expect.poll(async () => (await fetch(url)).status).toBe(503);
    await expect.poll(() => isAlive(first)).toBe(false);
    expect(await describeWeb()).toMatchObject({ runningCount: 0, pendingCount: 0 });
    await update({ desiredCount: 1 });
    await expect.poll(async () => (await fetch(url)).status).toBe(200);
    expect(await pid()).not.toBe(first);
  });

  test('2 adds a task to the one that runs, in the same deployment', async () => {
    const first = await pid();
    await update({ desiredCount: 2 });
    await expect.poll(async () => new Set(await Promise.all([pid(), pid(), pid(), pid()])).size).toBe(2);
    expect(isAlive(first)).toBe(true);
    expect((await describeWeb())?.deployments).toHaveLength(1);
  });
});

describe('a forced new deployment', () => {
  test('replaces the task with no request refused or cut off', async () => {
    const first = await pid();
    const slow = pid('/slow');
    await expect.poll(() => lines).toContain('asked for /slow');
    const { deployments = [] } = (await update({ forceNewDeployment: true })) ?? {};
    expect(deployments.map(({ status }) => status)).toEqual(['PRIMARY', 'ACTIVE']);
    const answers = new Set<number>();
    await expect.poll(async () => answers.add(await pid()) && isAlive(first), { interval: 1 }).toBe(false);
    expect(await slow).toBe(first);
    expect([...answers]).toEqual([first, expect.any(Number)]);
    await expect
      .poll(async () => (await describeWeb())?.deployments)
      .toMatchObject([{ status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 1 }]);
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
  test('whose tasks do not get healthy is given up, and the task before it stays', async () => {
    const first = await pid();
    await writeFile(join(folder, 'server.mjs'), 'process.exit(1);');
    await update({ forceNewDeployment: true });
    await expect.poll(() => lines).toContainEqual(expect.stringMatching(/deployment of web failed/));
    await expect.poll(async () => (await describeWeb())?.deployments).toHaveLength(1);
    expect(await pid()).toBe(first);
  });

  test('leaves nothing behind when all is stopped in the middle of it', async () => {
    const first = await pid();
    const slow = pid('/slow').catch(() => 'cut off');
    await expect.poll(() => lines).toContain('asked for /slow');
    await update({ forceNewDeployment: true });
    await expect.poll(() => pid()).not.toBe(first);
    const second = await pid();
    await service.stop?.();
    expect([first, second].map(isAlive)).toEqual([false, false]);
    await slow;
  });
});

test('what a container writes goes to the log group of its log configuration', async () => {
  await pid('/logged');
  const messages = () =>
    system.logGroups
      .find('web-logs')
      .events()
      .map(({ message }) => message);
  await expect.poll(messages).toContain('asked for /logged');
});

describe('the API refuses', () => {
  test.for([
    ['a service that is not there', { service: 'other' }, 'ServiceNotFoundException'],
    ['a cluster that is not there', { cluster: 'other' }, 'ClusterNotFoundException'],
    ['what it does not do here', { taskDefinition: 'web:2' }, 'InvalidParameterException'],
    ['a negative count', { desiredCount: -1 }, 'InvalidParameterException'],
  ] as const)('%s', async ([, changes, name]) => {
    await expect(update(changes)).rejects.toMatchObject({ name });
  });

  test('nothing when it describes a service that is not there: that is a failure in the answer', async () => {
    const command = new DescribeServicesCommand({ cluster: 'shop', services: ['other'] });
    expect((await ecs.send(command)).failures).toEqual([{ arn: 'other', reason: 'MISSING' }]);
  });
});
