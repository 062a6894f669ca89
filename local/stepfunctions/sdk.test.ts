import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { jsonProtocol } from '../endpoint/json-protocol.ts';
import { AwsEndpoint } from '../endpoint/server.ts';
import { awaitToken, invoke, TestMachine } from './fixture.ts';

let endpoint: AwsEndpoint;
let client: SFNClient;
beforeEach(async () => {
  endpoint = await AwsEndpoint.listen((line) => expect.fail(line));
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new SFNClient({ endpoint: endpoint.url, region: 'us-east-1', credentials });
});
afterEach(async () => {
  client.destroy();
  await endpoint.stop();
});

test("the SDK's client starts, answers, reads and is told errors as on AWS", async () => {
  const tokens: string[] = [];
  const ask = (event: unknown) => tokens.push((event as { taskToken: string }).taskToken);
  const machine = new TestMachine({ A: awaitToken('ask') }, { functions: { ask } });
  endpoint.serve(jsonProtocol([machine.machines.service()]));

  const order = { stateMachineArn: machine.arn, name: 'o-1', input: '{"a":1}' };
  const { executionArn, startDate } = await client.send(new StartExecutionCommand(order));
  expect(Math.abs(Number(startDate) - Date.now())).toBeLessThan(5000);
  await expect.poll(() => tokens.length).toBe(1);
  const answer = new SendTaskSuccessCommand({ taskToken: tokens[0], output: '{"paid":true}' });
  await client.send(answer);
  await machine.ended(executionArn ?? '');

  const described = await client.send(new DescribeExecutionCommand({ executionArn }));
  expect(described).toMatchObject({ status: 'SUCCEEDED', output: '{"paid":true}', startDate });
  const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events[0]).toMatchObject({
    type: 'ExecutionStarted',
    executionStartedEventDetails: { input: '{"a":1}' },
  });
  expect(Math.abs(Number(events[0]?.timestamp) - Number(startDate))).toBeLessThan(1000);

  await expect(client.send(answer)).rejects.toBeInstanceOf(TaskTimedOut);
  await expect(client.send(new StartExecutionCommand(order))).rejects.toBeInstanceOf(ExecutionAlreadyExists);
});

test('all tasks run in the trace of the function that started the execution', async () => {
  const traceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
  const states = { A: invoke('first', { Next: 'B' }), B: invoke('second') };
  const machine = new TestMachine(states, { functions: { first: () => 1, second: () => 2 } });
  endpoint.serve(jsonProtocol([machine.machines.service()]));
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'starter');
  vi.stubEnv('_X_AMZN_TRACE_ID', traceHeader);
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: machine.arn }));
  vi.unstubAllEnvs();
  await machine.ended(executionArn ?? '');
  expect(machine.traces).toEqual([traceHeader, traceHeader]);
});
