import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AwsEndpoint } from '../endpoint/server.ts';
import { accessKeyIdOf } from '../lambda/environment-variables.ts';
import { type FunctionsUnderTest, functionsUnderTest } from '../lambda/testing.ts';
import { disturbed } from './disturbed.ts';
import { FaultInjection, internalError } from './fault-injection.ts';

const faults = new FaultInjection();
let system: FunctionsUnderTest;
beforeAll(async () => {
  system = await functionsUnderTest({ faults });
  await system.define('counter', 'let calls = 0; export const handler = async () => ++calls;');
  await system.define('other', 'export const handler = async () => 1;');
  await system.define('short', 'export const handler = async () => 1;', { timeout: 1 });
  await system.define(
    'endless',
    'export const handler = () => new Promise((done) => setTimeout(done, 60_000));',
    {
      timeout: 60,
    },
  );
});
afterAll(() => system.stop());

const injected = {
  functionError: 'Unhandled',
  answer: expect.objectContaining({ errorType: 'FaultInjected' }),
};

describe('an invocation', () => {
  test('that must not run fails without having run, one that may has done its work', async () => {
    expect(await system.call('counter')).toEqual({ answer: 1 });
    const prevented = faults.disturbInvocations('counter', { error: { preventExecution: true } });
    expect(await system.call('counter')).toEqual(injected);
    prevented.end();
    const failed = faults.disturbInvocations('counter', { error: { preventExecution: false } });
    expect([await system.call('counter'), await system.call('counter')]).toEqual([injected, injected]);
    failed.end();
    expect(await system.call('counter')).toEqual({ answer: 4 });
    expect([prevented.hits, failed.hits]).toEqual([1, 2]);
  });

  test('of another function is left alone', async () => {
    const experiment = faults.disturbInvocations('counter', { error: { preventExecution: true } });
    expect(await system.call('other')).toEqual({ answer: 1 });
    experiment.end();
    expect(experiment.hits).toBe(0);
  });

  test('starts later by the delay, which counts against the timeout', async () => {
    const delay = (milliseconds: number) =>
      faults.disturbInvocations('short', { startupDelayMilliseconds: milliseconds });
    const late = delay(50);
    const startedAt = performance.now();
    expect(await system.call('short')).toEqual({ answer: 1 });
    expect(performance.now() - startedAt).toBeGreaterThan(49);
    late.end();
    const tooLate = delay(2_000);
    expect((await system.call('short')).answer).toMatchObject({ errorType: 'Sandbox.Timedout' });
    tooLate.end();
  });

  test('fails when its environment is ended; idle environments of the function live on', async () => {
    const calls = [system.call('endless'), system.call('endless')];
    await expect.poll(() => system.functions.find('endless').endBusy()).toBe(2);
    for (const { answer } of await Promise.all(calls))
      expect(answer).toMatchObject({ errorType: 'Runtime.ExitError' });
    const before = await system.call('counter');
    expect(system.functions.find('counter').endBusy()).toBe(0);
    expect((await system.call('counter')).answer).toBe(Number(before.answer) + 1);
  });
});

describe('a call of an AWS API', () => {
  let endpoint: AwsEndpoint;
  let client: DynamoDBClient;
  beforeAll(async () => {
    endpoint = await AwsEndpoint.listen(() => undefined);
    const route = {
      matches: () => true,
      handle: async (_: unknown, response: { end(body: string): void }) => response.end('{"TableNames":[]}'),
    };
    endpoint.serve(disturbed(route, faults));
    const credentials = { accessKeyId: accessKeyIdOf('counter'), secretAccessKey: 'local' };
    client = new DynamoDBClient({
      region: 'eu-central-1',
      endpoint: endpoint.url,
      credentials,
      maxAttempts: 1,
    });
  });
  afterAll(async () => {
    client.destroy();
    await endpoint.stop();
  });
  const call = () => client.send(new ListTablesCommand());

  test('by the function that is meant is answered with the error', async () => {
    const experiment = faults.disturbCalls({ functionName: 'counter', operation: 'ListTables' }, () => {
      throw internalError();
    });
    await expect(call()).rejects.toMatchObject({ name: 'InternalError', $metadata: { httpStatusCode: 500 } });
    experiment.end();
    expect((await call()).TableNames).toEqual([]);
    expect(experiment.hits).toBe(1);
  });

  test.each([
    { functionName: 'other', operation: 'ListTables' },
    { functionName: 'counter', operation: 'PutItem' },
  ])('is left alone by a fault for $functionName and $operation', async (calls) => {
    const experiment = faults.disturbCalls(calls, () => {
      throw internalError();
    });
    expect((await call()).TableNames).toEqual([]);
    experiment.end();
    expect(experiment.hits).toBe(0);
  });
});
