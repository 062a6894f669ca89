import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DeleteFunctionConcurrencyCommand,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handleLambdaRequest } from './api.ts';
import { type FunctionsUnderTest, functionsUnderTest } from './testing.ts';

let system: FunctionsUnderTest;
let server: Server;
let client: LambdaClient;
let endpoint: string;
beforeAll(async () => {
  system = await functionsUnderTest();
  server = createServer((request, response) => void handleLambdaRequest(system.functions, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  client = new LambdaClient({ region: 'eu-central-1', endpoint, credentials, maxAttempts: 1 });
  await system.define(
    'echo',
    `export const handler = async (event) => { console.log('hi'); return event; };`,
  );
  await system.define('thrower', `export const handler = async () => { throw new Error('no'); };`);
  await system.define('off', 'export const handler = async () => 1;', { reservedConcurrentExecutions: 0 });
});
afterAll(async () => {
  client.destroy();
  server.close();
  server.closeAllConnections();
  await system.stop();
});

async function invoke(FunctionName: string, input: Partial<InvokeCommandInput> = {}) {
  const { Payload, ...answer } = await client.send(new InvokeCommand({ FunctionName, ...input }));
  return { ...answer, payload: Payload?.transformToString() };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
describe('the Lambda client', () => {
  test('gets the answer of a function, by name or ARN', async () => {
    for (const name of ['echo', 'arn:aws:lambda:eu-central-1:123456789012:function:echo'])
      expect(await invoke(name, { Payload: '{"a":"ä"}' })).toMatchObject({
        StatusCode: 200,
        ExecutedVersion: '$LATEST',
        payload: '{"a":"ä"}',
      });
  });

  /** Follows recordings of AWS, where destinations, too, are told this id. */
  test('gets the request id that the function sees', async () => {
    await system.define('id', 'export const handler = async (_, { awsRequestId }) => awsRequestId;');
    const { $metadata, payload } = await invoke('id');
    expect(payload).toBe(JSON.stringify($metadata.requestId));
  });

  test('without a payload the event is an empty object', async () => {
    expect((await invoke('echo')).payload).toBe('{}');
  });

  test('gets 200 and FunctionError when the function throws', async () => {
    const { StatusCode, FunctionError, payload } = await invoke('thrower');
    expect([StatusCode, FunctionError]).toEqual([200, 'Unhandled']);
    expect(JSON.parse(payload ?? '')).toMatchObject({ errorType: 'Error', errorMessage: 'no' });
  });

  test('gets the end of the log when it asks for it', async () => {
    const { LogResult } = await invoke('echo', { LogType: 'Tail' });
    const lines = Buffer.from(LogResult ?? '', 'base64')
      .toString()
      .split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^START RequestId: [\da-f-]{36} Version: \$LATEST$/),
      'hi',
      expect.stringMatching(/^END RequestId: /),
      expect.stringMatching(/^REPORT RequestId: .*\tMemory Size: 128 MB/),
      '',
    ]);
  });

  /** The shapes of https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html and of its runtime's source. */
  test.each([
    [
      'an error with members of its own',
      `throw Object.assign(new TypeError('no'), { code: 7 });`,
      /^\S+Z\t([\da-f-]{36})\tERROR\tInvoke Error \t{"errorType":"TypeError","errorMessage":"no","code":7,"stack":\["TypeError: no"," {4}at /m,
    ],
    [
      'an error that nobody handles',
      `setTimeout(() => { throw new Error('later'); }); await new Promise(() => {});`,
      /^\S+Z\t([\da-f-]{36})\tERROR\tUncaught Exception \t{"errorType":"Error","errorMessage":"later","stack":\[/m,
    ],
    ['a timeout', 'while (true);', /^\S+Z ([\da-f-]{36}) Task timed out after 0.30 seconds$/m],
    [
      'an exit',
      'process.exit(3);',
      /^RequestId: ([\da-f-]{36}) Error: Runtime exited with error: exit status 3\nRuntime.ExitError$/m,
    ],
  ])('finds %s in the log', async (what, body, line) => {
    const name = what.replaceAll(' ', '-');
    await system.define(name, `export const handler = async () => { ${body} };`, { timeout: 0.3 });
    const { $metadata, LogResult } = await invoke(name, { LogType: 'Tail' });
    const log = Buffer.from(LogResult ?? '', 'base64').toString();
    expect(log).toMatch(line);
    expect(line.exec(log)?.[1]).toBe($metadata.requestId);
  });

  test('gets 202 for an event and 204 for a dry run', async () => {
    for (const [InvocationType, status] of [
      ['Event', 202],
      ['DryRun', 204],
    ] as const) {
      const { StatusCode, ExecutedVersion, payload } = await invoke('echo', { InvocationType });
      expect([StatusCode, ExecutedVersion, payload]).toEqual([status, undefined, undefined]);
    }
  });

  test.each([
    ['a function that is not there', 'nowhere', {}, { name: 'ResourceNotFoundException' }, 404],
    [
      'a version that is not there',
      'echo',
      { Qualifier: 'live' },
      { name: 'ResourceNotFoundException' },
      404,
    ],
    [
      'what is no JSON',
      'echo',
      { Payload: '{' },
      {
        name: 'InvalidRequestContentException',
        message: expect.stringMatching(
          /^Could not parse request body into json: Could not parse payload into json: /,
        ),
      },
      400,
    ],
    [
      'an unknown type',
      'echo',
      { InvocationType: 'Later' as never },
      { name: 'InvalidParameterValueException' },
      400,
    ],
    [
      'over 6 MB',
      'echo',
      { Payload: JSON.stringify('x'.repeat(6_291_456)) },
      { name: 'RequestTooLargeException' },
      413,
    ],
    [
      'more than is reserved',
      'off',
      {},
      {
        name: 'TooManyRequestsException',
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      },
      429,
    ],
  ])('gets the documented error for %s', async (_, name, input, error, httpStatusCode) => {
    await expect(invoke(name, input)).rejects.toMatchObject({ ...error, $metadata: { httpStatusCode } });
  });

  /** As recordings of AWS show them. */
  test.each([
    [
      'nowhere',
      {
        Type: 'User',
        Message: 'Function not found: arn:aws:lambda:eu-central-1:123456789012:function:nowhere',
      },
    ],
    [
      'off',
      {
        Type: 'User',
        message: 'Rate Exceeded.',
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      },
    ],
  ])('the body of an error writes its message as Lambda does for that error: %s', async (name, body) => {
    const url = `${endpoint}/2015-03-31/functions/${name}/invocations`;
    const response = await fetch(url, { method: 'POST', body: '{}' });
    expect(await response.json()).toEqual(body);
  });

  /** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html */
  test('reads in the log how long an initialisation took, apart from the request that waited for it', async () => {
    const source = `await new Promise((done) => setTimeout(done, 300)); export const handler = async () => {};`;
    await system.define('cold', source);
    const reportOf = async () => {
      const { LogResult = '' } = await invoke('cold', { LogType: 'Tail' });
      const [report = ''] = /^REPORT .*$/m.exec(Buffer.from(LogResult, 'base64').toString()) ?? [];
      return (field: string) => Number(new RegExp(`\t${field}: ([\\d.]+) ms`).exec(report)?.[1]);
    };
    const cold = await reportOf();
    expect(cold('Init Duration')).toBeGreaterThan(250);
    expect(cold('Duration')).toBeLessThan(250);
    expect(cold('Billed Duration')).toBe(Math.ceil(cold('Duration') + cold('Init Duration')));
    const warm = await reportOf();
    expect(warm('Init Duration')).toBeNaN();
  });

  test('reserves concurrency for a function, none of it for a while, and gives it back', async () => {
    const FunctionName = 'echo';
    const none = { FunctionName, ReservedConcurrentExecutions: 0 };
    await client.send(new PutFunctionConcurrencyCommand(none));
    await expect(invoke(FunctionName)).rejects.toThrow('Rate Exceeded');
    await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    expect((await invoke(FunctionName)).StatusCode).toBe(200);
  });

  test('gives a function another timeout, which holds from the next invocation on', async () => {
    await system.define(
      'slow',
      'export const handler = () => new Promise((done) => setTimeout(done, 1500));',
    );
    const { Timeout } = await client.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'slow', Timeout: 1 }),
    );
    expect(Timeout).toBe(1);
    expect((await invoke('slow')).payload).toContain('Task timed out after 1.00 seconds');
  });

  test('is refused to change what is not known here', async () => {
    const change = new UpdateFunctionConfigurationCommand({ FunctionName: 'echo', MemorySize: 256 });
    await expect(client.send(change)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('MemorySize'),
    });
  });

  test('any other operation is refused', async () => {
    const response = await fetch(`${endpoint}/2015-03-31/functions/echo`);
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
      404,
      'UnknownOperationException',
    ]);
  });
});
