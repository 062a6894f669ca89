import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LogGroups } from '../cloudwatchlogs/log-groups.ts';
import { addRole, rolesUnderTest } from '../iam/testing.ts';
import type { LocalSystem } from '../system.ts';
import { resourceTypes } from './index.ts';
import { type FunctionsUnderTest, functionsUnderTest } from './testing.ts';

let under: FunctionsUnderTest;
let workDir: string;
const roles = rolesUnderTest();
const Role = addRole(roles, 'lambda.amazonaws.com', { Effect: 'Allow', Action: 'sqs:*', Resource: '*' });
beforeEach(async () => {
  under = await functionsUnderTest();
  workDir = await mkdtemp(path.join(tmpdir(), 'lambda-'));
});
afterEach(async () => {
  await under.stop();
  await rm(workDir, { recursive: true });
});

/** A resource's creation as the deployer does it, on the parts of the system that these types use. */
async function create(type: string, physicalId: string, given: object) {
  const { functions, queues } = under;
  const parts = {
    roles,
    functions,
    queues,
    logGroups: new LogGroups(),
    workDir,
    asset: (hash: string) => path.join(workDir, hash),
    arn: (service: string, resource: string) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`,
    log: () => {},
  };
  const found = resourceTypes.find((candidate) => candidate.type === type);
  const properties = found?.properties.parse(given);
  return await found?.create(
    { logicalId: physicalId, physicalId, properties },
    parts as unknown as LocalSystem,
  );
}

const code = `exports.handler = async (event) => event.Records ? console.log(event.Records[0].body) : process.env.GREETING;`;
const properties = {
  Role,
  Code: { ZipFile: code },
  Handler: 'index.handler',
  Runtime: 'nodejs24.x',
  Timeout: '10',
};

describe('functions in a template', () => {
  test('inline code runs with its environment; Ref is the name', async () => {
    const Environment = { Variables: { GREETING: 'hello' } };
    expect(await create('AWS::Lambda::Function', 'Greeter', { ...properties, Environment })).toEqual({
      ref: 'Greeter',
      attributes: { Arn: 'arn:aws:lambda:eu-central-1:123456789012:function:Greeter' },
    });
    expect((await under.call('Greeter')).answer).toBe('hello');
  });

  test('an asset runs from its folder', async () => {
    await mkdir(path.join(workDir, 'abc123'));
    await writeFile(path.join(workDir, 'abc123', 'index.mjs'), `export const handler = async () => 'asset';`);
    const Code = { S3Bucket: 'assets', S3Key: 'abc123.zip' };
    await create('AWS::Lambda::Function', 'Asset', { ...properties, Code });
    expect((await under.call('Asset')).answer).toBe('asset');
  });

  test.each([
    [{ Runtime: 'python3.14' }, 'only Node.js runtimes run on this machine'],
    [{ Layers: ['arn:aws:lambda:eu-central-1:123456789012:layer:a:1'] }, 'Layers'],
    [{ MemorySize: 64 }, 'MemorySize'],
    [{ Timeout: 901 }, 'Timeout'],
  ])('%j is refused', async (given, message) => {
    await expect(create('AWS::Lambda::Function', 'Refused', { ...properties, ...given })).rejects.toThrow(
      message,
    );
  });

  test('a mapping polls from start to stop, unless it is disabled', async () => {
    const queue = under.queues.define({ name: 'orders' });
    await create('AWS::Lambda::Function', 'Worker', properties);
    const given = { FunctionName: 'Worker', EventSourceArn: queue.arn };
    const disabled = await create('AWS::Lambda::EventSourceMapping', 'Off', { ...given, Enabled: 'false' });
    expect(disabled).toEqual({ ref: 'Off', attributes: expect.objectContaining({ Id: 'Off' }) });
    const mapping = await create('AWS::Lambda::EventSourceMapping', 'On', { ...given, BatchSize: '1' });
    queue.send({ body: 'hello' });
    expect(queue.counts().visible).toBe(1);
    await mapping?.start?.();
    await expect.poll(() => under.lines).toContain('hello');
    await mapping?.stop?.();
  });

  test('an event invoke configuration sets retries and destinations', async () => {
    const queue = under.queues.define({ name: 'failures' });
    await create('AWS::Lambda::Function', 'Broken', { ...properties, Handler: 'index.missing' });
    await create('AWS::Lambda::EventInvokeConfig', 'Config', {
      FunctionName: 'Broken',
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: queue.arn } },
    });
    await under.functions.invoke('Broken', { payload: '{}', invocationType: 'Event' });
    expect(await queue.receive({ waitSeconds: 5 })).toHaveLength(1);
  });

  test('a permission must name a function that exists', async () => {
    const creating = create('AWS::Lambda::Permission', 'Permission', { FunctionName: 'Nobody' });
    await expect(creating).rejects.toThrow('Function not found');
  });
});
