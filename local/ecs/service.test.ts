import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resourceTypes as loadBalancing } from '../elasticloadbalancing/index.ts';
import { LoadBalancers } from '../elasticloadbalancing/load-balancers.ts';
import { addRole, rolesUnderTest } from '../iam/testing.ts';
import type { Databases } from '../rds/databases.ts';
import type { Created } from '../resource.ts';
import { createResource } from '../resource-fixture.ts';
import { Secrets } from '../secretsmanager/secrets.ts';
import type { LocalSystem } from '../system.ts';
import { systemWith } from '../testing.ts';
import { resourceTypes } from './index.ts';

const hash = 'ab'.repeat(32);
const secretArn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:shop-AbCdEf';
const server = `
  import { createServer } from 'node:http';
  createServer((request, response) => {
    if (request.url === '/exit') process.exit(3);
    response.end(JSON.stringify({ pid: process.pid, env: process.env }));
  }).listen(process.env.PORT, '127.0.0.1', () => console.log('listening'));
  process.on('SIGTERM', () => { console.log('stopping'); process.exit(); });`;

interface Answer {
  pid: number;
  env: Record<string, string>;
}

const roles = rolesUnderTest();
const ExecutionRoleArn = addRole(roles, 'ecs-tasks.amazonaws.com', {
  Effect: 'Allow',
  Action: 'secretsmanager:GetSecretValue',
  Resource: secretArn,
});

let folder: string;
let lines: string[];
let loadBalancers: LoadBalancers;
let system: LocalSystem;
let services: Created[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ecs-'));
  await writeFile(
    join(folder, 'Dockerfile'),
    'FROM node:24\nENV FROM_IMAGE=yes\nCMD ["node", "server.mjs"]\n',
  );
  await writeFile(join(folder, 'server.mjs'), server);
  lines = [];
  services = [];
  loadBalancers = new LoadBalancers();
  const secrets = new Secrets();
  secrets.create({ arn: secretArn, name: 'shop', value: '{"password":"p","port":5432}' });
  const asset = () => folder;
  system = systemWith({ loadBalancers, secrets, roles, asset, log: ({ line }) => lines.push(line) });
});
afterEach(async () => {
  for (const service of services) await service.stop?.();
  await loadBalancers.stop();
  await rm(folder, { recursive: true, force: true });
});

const container = {
  Name: 'web',
  Image: `000000000000.dkr.ecr.us-east-1.amazonaws.com/assets:${hash}`,
  Environment: [
    { Name: 'PORT', Value: '8080' },
    { Name: 'COLOUR', Value: 'red' },
  ],
  Secrets: [
    { Name: 'PASSWORD', ValueFrom: `${secretArn}:password::` },
    { Name: 'DATABASE_PORT', ValueFrom: `${secretArn}:port::` },
    { Name: 'WHOLE', ValueFrom: secretArn },
  ],
  PortMappings: [{ ContainerPort: 8080, Protocol: 'tcp' }],
  StopTimeout: 5,
};

/** A service behind a load balancer, as a template describes it; not started yet. */
async function createService(options: { task?: object; container?: object; service?: object } = {}) {
  const create = (types: typeof resourceTypes, type: string, properties: object) =>
    createResource(types, { type, logicalId: type.replaceAll('::', ''), properties }, system);
  const task = await create(resourceTypes, 'AWS::ECS::TaskDefinition', {
    ExecutionRoleArn,
    ContainerDefinitions: [{ ...container, ...options.container }],
    ...options.task,
  });
  const balancer = await create(loadBalancing, 'AWS::ElasticLoadBalancingV2::LoadBalancer', {});
  const group = await create(loadBalancing, 'AWS::ElasticLoadBalancingV2::TargetGroup', {
    ...{ Protocol: 'HTTP', TargetType: 'ip', HealthCheckPath: '/' },
  });
  await create(loadBalancing, 'AWS::ElasticLoadBalancingV2::Listener', {
    ...{ LoadBalancerArn: balancer.ref, Port: 80, Protocol: 'HTTP' },
    DefaultActions: [{ Type: 'forward', TargetGroupArn: group.ref }],
  });
  const service = await create(resourceTypes, 'AWS::ECS::Service', {
    TaskDefinition: task.ref,
    DesiredCount: 1,
    LoadBalancers: [{ ContainerName: 'web', ContainerPort: 8080, TargetGroupArn: group.ref }],
    ...options.service,
  });
  services.push(service);
  const { url } = loadBalancers.find(balancer.ref);
  const ask = async (): Promise<Answer> => (await (await fetch(url)).json()) as Answer;
  return { service, url, ask };
}

describe('a service', () => {
  test('is started when its tasks answer behind the load balancer, with their own environment only', async () => {
    const { service, ask } = await createService();
    await service.healthy;
    const { env } = await ask();
    expect(env).toEqual({
      PATH: process.env['PATH'],
      FROM_IMAGE: 'yes',
      COLOUR: 'red',
      PASSWORD: 'p',
      DATABASE_PORT: '5432',
      WHOLE: '{"password":"p","port":5432}',
      HOST: '127.0.0.1',
      PORT: expect.stringMatching(/^\d+$/),
    });
    expect(lines).toEqual(['listening']);
  });

  test('runs as many tasks as desired and shares the requests among them', async () => {
    const { service, ask } = await createService({ service: { DesiredCount: 2 } });
    await service.healthy;
    const pids = await Promise.all([ask(), ask(), ask(), ask()].map(async (answer) => (await answer).pid));
    expect(new Set(pids).size).toBe(2);
  });

  test('replaces a task that exits and says so', async () => {
    const { service, url, ask } = await createService();
    await service.healthy;
    const { pid } = await ask();
    expect((await fetch(`${url}/exit`)).status).toBe(502);
    await expect.poll(async () => (await fetch(url)).status).toBe(200);
    expect((await ask()).pid).not.toBe(pid);
    expect(lines).toContainEqual(
      expect.stringMatching(/ended with exit code 3; another one takes its place/),
    );
  });

  test('does not start when its execution role may not read its secrets', async () => {
    const others = rolesUnderTest();
    const withoutGrant = addRole(others, 'ecs-tasks.amazonaws.com');
    system = { ...system, roles: others };
    const { service } = await createService({ task: { ExecutionRoleArn: withoutGrant } });
    await expect(service.healthy).rejects.toThrow(/not authorized to perform: secretsmanager:GetSecretValue/);
  });

  test('does not start when its tasks keep ending, and shows what they wrote last', async () => {
    await writeFile(join(folder, 'server.mjs'), "console.error('no database'); process.exit(1);");
    const { service } = await createService();
    await expect(service.healthy).rejects.toThrow(/ended with exit code 1. It wrote last:\nno database/);
  });

  test('lets its tasks finish on stop and leaves none behind', async () => {
    const { service, ask } = await createService();
    await service.healthy;
    const { pid } = await ask();
    await service.stop?.();
    expect(lines).toContain('stopping');
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('kills a task that does not end within its stop timeout', async () => {
    await writeFile(join(folder, 'server.mjs'), server.replace('process.exit(); });', '});'));
    const { service, ask } = await createService({ container: { StopTimeout: 0.05 } });
    await service.healthy;
    const { pid } = await ask();
    await service.stop?.();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('stops what a task started, too, even when that outlives the task', async () => {
    const child = `process.on("SIGTERM", () => {}); setTimeout(() => {}, 30_000); console.log("child")`;
    await writeFile(
      join(folder, 'server.mjs'),
      `import { spawn } from 'node:child_process';
      spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' });${server}`,
    );
    const { service } = await createService({ container: { StopTimeout: 0.05 } });
    await service.healthy;
    await expect.poll(() => lines).toContain('child');
    const stopped = Promise.resolve(service.stop?.()).then(() => 'stopped');
    expect(await Promise.race([stopped, setTimeout(10_000, 'waits for the child')])).toBe('stopped');
  });

  test('that is stopped while it starts does not start', async () => {
    await writeFile(join(folder, 'server.mjs'), 'setInterval(() => {}, 1000);');
    const { service } = await createService();
    const starting = service.healthy;
    await service.stop?.();
    await expect(starting).rejects.toThrow('was stopped while it started');
  });
});

describe('a container', () => {
  test('must say in PORT which port it listens on', async () => {
    const creating = createService({ container: { Environment: [{ Name: 'PORT', Value: '3000' }] } });
    await expect(creating).rejects.toThrow(
      'web listens on port 8080, but its environment does not say PORT=8080',
    );
  });

  test('must be an asset of the CDK app', async () => {
    await expect(createService({ container: { Image: 'nginx:latest' } })).rejects.toThrow('nginx:latest');
  });

  test('trusts the authority of the local databases where its image trusts that of RDS', async () => {
    const file = join(folder, 'authority.pem');
    await writeFile(file, '');
    const databases = { certificateAuthorityFile: file } as Databases;
    system = { ...system, databases };
    const ENV = 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/rds-global-bundle.pem';
    await writeFile(join(folder, 'Dockerfile'), `FROM node:24\n${ENV}\nCMD ["node", "server.mjs"]\n`);
    const { service, ask } = await createService();
    await service.healthy;
    expect((await ask()).env['NODE_EXTRA_CA_CERTS']).toBe(file);
  });

  test('must run node', async () => {
    await writeFile(join(folder, 'Dockerfile'), 'FROM node:24\nCMD ["sh", "-c", "node ."]\n');
    await expect(createService()).rejects.toThrow('web runs sh -c node .; only node runs locally');
  });
});
