import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { accessKeyIdOf } from './environment-variables.ts';
import { type FunctionsUnderTest, functionsUnderTest } from './testing.ts';

let system: FunctionsUnderTest;
beforeAll(async () => {
  system = await functionsUnderTest();
});
afterAll(() => system.stop());

const counting = 'let calls = 0; export const handler = async () => ++calls;';
const sleeping = `export const handler = ({ ms }) => new Promise((resolve) => setTimeout(resolve, ms, 'slept'));`;

describe('a handler', () => {
  test('gets its event and answers in JSON', async () => {
    await system.define('echo', 'export const handler = async (event) => ({ got: event });');
    expect(await system.call('echo', { ä: [1, null] })).toEqual({ answer: { got: { ä: [1, null] } } });
    const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:echo:$LATEST';
    expect(await system.call(arn, 1)).toEqual({ answer: { got: 1 } });
  });

  test('that answers nothing answers null', async () => {
    await system.define('nothing', 'export const handler = async () => {};');
    expect(await system.call('nothing')).toEqual({ answer: null });
  });

  test('sees the documented context', async () => {
    await system.define(
      'context',
      `export const handler = async (event, { getRemainingTimeInMillis, ...context }) =>
        ({ ...context, remaining: getRemainingTimeInMillis() });`,
    );
    const { answer } = await system.call('context');
    expect(answer).toEqual({
      callbackWaitsForEmptyEventLoop: true,
      functionName: 'context',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:context',
      memoryLimitInMB: '128',
      awsRequestId: expect.stringMatching(/^[\da-f-]{36}$/),
      logGroupName: '/aws/lambda/context',
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][\da-f]{32}$/),
      remaining: expect.toSatisfy((milliseconds: number) => milliseconds > 1000 && milliseconds <= 3000),
    });
  });

  /** Follows recordings of AWS. */
  test('sees the version that it was asked for in its ARN', async () => {
    await system.define('arn', 'export const handler = async (_, context) => context.invokedFunctionArn;');
    const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:arn';
    for (const [name, answer] of [
      ['arn', arn],
      ['arn:$LATEST', `${arn}:$LATEST`],
      [`${arn}:$LATEST`, `${arn}:$LATEST`],
    ] as const)
      expect(await system.call(name)).toEqual({ answer });
  });

  test('sees its own environment and nothing of this process', async () => {
    process.env['ONLY_OUTSIDE'] = 'yes';
    await system.define('environment', 'export const handler = async () => ({ ...process.env });', {
      environment: { TABLE: 'orders', AWS_REGION: 'mars' },
    });
    const { answer } = await system.call('environment');
    expect(answer).toMatchObject({
      TABLE: 'orders',
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: 'environment',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_ACCESS_KEY_ID: accessKeyIdOf('environment'),
      _HANDLER: 'index.handler',
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[\da-f]{8}-[\da-f]{24};Parent=[\da-f]{16};Sampled=0$/),
    });
    expect(answer).not.toHaveProperty('ONLY_OUTSIDE');
    expect(answer).not.toHaveProperty('PATH');
    delete process.env['ONLY_OUTSIDE'];
  });

  test('gets the trace header of its caller', async () => {
    await system.define('trace', 'export const handler = async () => process.env._X_AMZN_TRACE_ID;');
    const traceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    const { payload } = await system.functions.invoke('trace', { payload: '{}', traceHeader });
    expect(JSON.parse(payload)).toBe(traceHeader);
  });

  test('writes log lines that carry the name of the function, and Lambda a report at their end', async () => {
    const log = vi.fn();
    const logging = await functionsUnderTest({ log });
    await logging.define(
      'talker',
      `export const handler = async () => { console.log('one\\ntwo'); process.stdout.write('th'); process.stdout.write('ree\\n'); console.error('four'); };`,
    );
    await logging.call('talker');
    const source = 'lambda/talker';
    const report = expect.stringMatching(
      /^REPORT RequestId: [0-9a-f-]{36}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tInit Duration: \d+\.\d\d ms$/,
    );
    const lines = ['one', 'two', 'three', 'four', report].map((line) => ({ source, line }));
    expect(log.mock.calls.flat()).toEqual(lines);
    await logging.stop();
  });
});

describe('an environment', () => {
  test('is reused, and keeps its state', async () => {
    await system.define('warm', counting);
    expect((await system.call('warm')).answer).toBe(1);
    expect((await system.call('warm')).answer).toBe(2);
  });

  test('serves one request at a time', async () => {
    await system.define(
      'one-at-a-time',
      'let running = 0; export const handler = async () => { const among = ++running; await new Promise((r) => setTimeout(r, 30)); running--; return among; };',
    );
    const answers = await Promise.all([1, 2, 3].map(() => system.call('one-at-a-time')));
    expect(answers.map(({ answer }) => answer)).toEqual([1, 1, 1]);
  });

  test('that was used last is used next', async () => {
    await system.define(
      'lifo',
      `let calls = 0; export const handler = async ({ ms }) => { await new Promise((r) => setTimeout(r, ms)); return ++calls; };`,
    );
    await Promise.all([system.call('lifo', { ms: 0 }), system.call('lifo', { ms: 200 })]);
    const answers = [await system.call('lifo', { ms: 0 }), await system.call('lifo', { ms: 0 })];
    expect(answers.map(({ answer }) => answer)).toEqual([2, 3]);
  });

  test('ends when it has been idle for long', async () => {
    const idling = await functionsUnderTest({ idleMilliseconds: 20 });
    await idling.define('idle', counting);
    expect((await idling.call('idle')).answer).toBe(1);
    await expect.poll(async () => (await idling.call('idle')).answer, { interval: 60 }).toBe(1);
    await idling.stop();
  });
});

const onIdle = { areBusy: () => false };

describe('functions', () => {
  test('leave compiled code for environments that start later', async () => {
    const codeCacheFolder = await mkdtemp(path.join(tmpdir(), 'code-'));
    const caching = await functionsUnderTest({ codeCacheFolder });
    await caching.define('cached', counting);
    await caching.call('cached');
    await expect.poll(() => readdir(codeCacheFolder)).not.toEqual([]);
    await caching.stop();
    await rm(codeCacheFolder, { recursive: true });
  });

  test('share the environments there may be, also when one of them is never idle', async () => {
    const sharing = await functionsUnderTest({ maximumEnvironments: 5, processors: onIdle });
    for (const name of ['first', 'last']) await sharing.define(name, sleeping, { timeout: 60 });
    const stopping = new AbortController();
    const customer = async (name: string) => {
      while (!stopping.signal.aborted) await sharing.call(name, { ms: 100 });
    };
    const customers = Array.from({ length: 16 }, () => customer('first'));
    const environments = () => sharing.functions.find('first').environments;
    await expect.poll(environments, { timeout: 10_000 }).toBe(5);
    customers.push(...Array.from({ length: 16 }, () => customer('last')));
    await expect.poll(() => sharing.functions.find('last').environments, { timeout: 10_000 }).toBe(2);
    expect(environments()).toBeGreaterThan(0);
    stopping.abort();
    await Promise.all(customers);
    await sharing.stop();
  });

  describe('on busy processors', () => {
    const processors = { areBusy: () => true };
    const times = <Result>(count: number, what: () => Promise<Result>) =>
      Promise.all(Array.from({ length: count }, what));

    test('have an environment for each processor while these are set free again', async () => {
      const busy = await functionsUnderTest({ processors });
      await busy.define('short', sleeping, { timeout: 60 });
      await times(20 * availableParallelism(), () => busy.call('short', { ms: 50 }));
      expect(busy.functions.find('short').environments).toBe(availableParallelism());
      await busy.stop();
    });

    test('have one more when none has been set free for a second', async () => {
      const busy = await functionsUnderTest({ processors });
      await busy.define('long', sleeping, { timeout: 60 });
      const calls = times(availableParallelism() + 1, () => busy.call('long', { ms: 4_000 }));
      const environments = () => busy.functions.find('long').environments;
      await expect.poll(environments, { timeout: 3_500 }).toBe(availableParallelism() + 1);
      await Promise.all([calls, busy.stop()]);
    });
  });

  test('on idle processors have more than those, which start one after the other', async () => {
    const idle = await functionsUnderTest({ processors: onIdle });
    const slowToStart = `const id = Math.random();
      console.log('starts', id);
      await new Promise((done) => setTimeout(done, 300));
      console.log('started', id);
      export const handler = () => new Promise((done) => setTimeout(done, 4_000));`;
    await idle.define('slow', slowToStart, { timeout: 60 });
    const wanted = availableParallelism() + 3;
    const calls = Promise.all(Array.from({ length: wanted }, () => idle.call('slow')));
    const words = () => idle.lines.filter((line) => /^start/.test(line));
    await expect.poll(words, { timeout: 10_000 }).toHaveLength(2 * wanted);
    const ids = words().flatMap((line) => /^starts (.*)/.exec(line)?.[1] ?? []);
    const later = ids.slice(availableParallelism()).flatMap((id) => [`starts ${id}`, `started ${id}`]);
    expect(words().filter((line) => later.includes(line))).toEqual(later);
    await Promise.all([calls, idle.stop()]);
  });

  test('end what runs when they stop, and run nothing more', async () => {
    const stopping = await functionsUnderTest();
    await stopping.define('slow', sleeping);
    const running = stopping.call('slow', { ms: 60_000 });
    await stopping.stop();
    expect(await running).toMatchObject({ functionError: 'Unhandled' });
    await expect(stopping.call('slow')).rejects.toThrow('the functions have been stopped');
  });
});

describe('an invocation', () => {
  test('of a function or version that is not there is refused', async () => {
    await system.define('there', counting);
    for (const name of ['nowhere', 'there:7'])
      await expect(system.call(name)).rejects.toMatchObject({
        code: 'ResourceNotFoundException',
        statusCode: 404,
      });
  });

  test('may carry 6 MB, an asynchronous one 1 MB', async () => {
    await system.define('payload', 'export const handler = async (event) => event.length;');
    const json = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2));
    expect((await system.functions.invoke('payload', { payload: json(6_291_456) })).payload).toBe('6291454');
    for (const [payload, invocationType] of [
      [json(6_291_457), 'RequestResponse'],
      [json(1_048_577), 'Event'],
    ] as const)
      await expect(system.functions.invoke('payload', { payload, invocationType })).rejects.toMatchObject({
        code: 'RequestTooLargeException',
        statusCode: 413,
      });
  });

  test('beyond the reserved concurrency is throttled, and the next one runs when a place is free', async () => {
    await system.define('reserved', sleeping, { reservedConcurrentExecutions: 2 });
    const running = [system.call('reserved', { ms: 50 }), system.call('reserved', { ms: 50 })];
    await expect(system.call('reserved')).rejects.toMatchObject({
      code: 'TooManyRequestsException',
      statusCode: 429,
      reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    await Promise.all(running);
    expect((await system.call('reserved', { ms: 0 })).answer).toBe('slept');
  });

  test('of a function that reserves none is always throttled', async () => {
    await system.define('off', counting, { reservedConcurrentExecutions: 0 });
    await expect(system.call('off')).rejects.toMatchObject({ code: 'TooManyRequestsException' });
  });

  test('shares what is unreserved in the account with all others', async () => {
    const small = await functionsUnderTest({ accountConcurrency: 102 });
    await small.define('a', sleeping, { reservedConcurrentExecutions: 2 });
    await expect(small.define('b', sleeping, { reservedConcurrentExecutions: 1 })).rejects.toThrow(
      "decreases account's UnreservedConcurrentExecution below its minimum value of [100]",
    );
    await small.stop();
  });
});
