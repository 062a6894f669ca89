import { describe, expect, test, vi } from 'vitest';
import { AwsError } from '../aws-error.ts';
import { result, TestMachine } from './fixture.ts';

const waiting = { A: { Type: 'Wait', Seconds: 99_999, End: true } };
const quick = { A: result('{% $states.input %}') };

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
describe('StartExecution', () => {
  test('answers the ARN made of the machine and the name, and when it began', async () => {
    const machine = new TestMachine(quick);
    const before = Date.now() / 1000;
    const input = { stateMachineArn: machine.arn, name: 'o-1' };
    const { executionArn, startDate } = await machine.call('StartExecution', input);
    expect(executionArn).toBe('arn:aws:states:us-east-1:000000000000:execution:orders:o-1');
    expect(startDate).toBeGreaterThanOrEqual(before);
    expect(startDate).toBeLessThanOrEqual(Date.now() / 1000);
  });

  test('takes an empty object as input and makes up a name when it is given none', async () => {
    const machine = new TestMachine(quick);
    const start = () =>
      machine.call<{ executionArn: string }>('StartExecution', { stateMachineArn: machine.arn });
    const [one, other] = [await start(), await start()];
    expect(one.executionArn).not.toBe(other.executionArn);
    expect(await machine.ended(one.executionArn)).toMatchObject({ input: '{}', output: '{}' });
  });

  test('with the name and input of a running execution answers that execution', async () => {
    const machine = new TestMachine(waiting);
    const arn = await machine.start({ a: 1 }, 'o-1');
    expect(await machine.start({ a: 1 }, 'o-1')).toBe(arn);
    const { executions } = await machine.call('ListExecutions', { stateMachineArn: machine.arn });
    expect(executions).toHaveLength(1);
  });

  test('with the name of a running execution but another input is refused', async () => {
    const machine = new TestMachine(waiting);
    await machine.start({ a: 1 }, 'o-1');
    await expect(machine.start({ a: 2 }, 'o-1')).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
  });

  test('with the name of a closed execution is refused whatever its input', async () => {
    const machine = new TestMachine(quick);
    await machine.ended(await machine.start({ a: 1 }, 'o-1'));
    await expect(machine.start({ a: 1 }, 'o-1')).rejects.toMatchObject({
      code: 'ExecutionAlreadyExists',
      statusCode: 400,
    });
  });

  test('forgets the oldest closed executions beyond ten thousand, whose names are free again', async () => {
    const machine = new TestMachine(quick);
    for (let count = 0; count <= 10_000; count++) machine.machines.start(machine.arn, `o-${count}`);
    await machine.ended(await machine.start({}, 'last'));
    await expect(machine.describe(await machine.start({}, 'o-0'))).resolves.toMatchObject({
      status: 'RUNNING',
    });
    await expect(machine.start({}, 'o-5000')).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
  });

  test.each([
    ['InvalidName', { name: 'a b' }],
    ['InvalidName', { name: 'x'.repeat(81) }],
    ['InvalidExecutionInput', { input: '{' }],
    ['ValidationException', { input: JSON.stringify('x'.repeat(262_144)) }],
    ['ValidationException', { name: 5 }],
    ['InvalidArn', { stateMachineArn: 'orders' }],
    [
      'StateMachineDoesNotExist',
      { stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:other' },
    ],
  ])('answers %s for bad input', async (code, input) => {
    const machine = new TestMachine(quick);
    const started = machine.call('StartExecution', { stateMachineArn: machine.arn, ...input });
    await expect(started).rejects.toMatchObject({ code, statusCode: 400 });
    await expect(started).rejects.toBeInstanceOf(AwsError);
  });
});

const tooLong = { nextToken: 'x'.repeat(3097) };
/** Recorded on AWS: localstack/localstack, test_sfn_api.snapshot.json */
test.each([
  ['StartExecution', { stateMachineArn: 'orders' }, "Invalid Arn: 'Invalid ARN prefix: orders'"],
  ['StartExecution', { input: '' }, "Invalid State Machine Execution Input: 'Invalid execution input.'"],
  [
    'ListExecutions',
    { statusFilter: 'succeeded' },
    "1 validation error detected: Value 'succeeded' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]",
  ],
  [
    'ListExecutions',
    { maxResults: 1001 },
    "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
  ],
  [
    'ListExecutions',
    tooLong,
    `1 validation error detected: Value '${tooLong.nextToken}' at 'nextToken' failed to satisfy constraint: Member must have length less than or equal to 3096`,
  ],
])('%s says what is wrong with its input as AWS does', async (operation, input, message) => {
  const machine = new TestMachine(quick);
  const called = machine.call(operation, { stateMachineArn: machine.arn, ...input });
  await expect(called).rejects.toMatchObject({ message });
});

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
describe('DescribeExecution', () => {
  test('tells a succeeded execution with its input and output', async () => {
    const machine = new TestMachine(quick);
    const arn = await machine.start({ a: 1 }, 'o-1');
    const described = await machine.ended(arn);
    expect(described).toMatchObject({
      executionArn: arn,
      stateMachineArn: machine.arn,
      name: 'o-1',
      status: 'SUCCEEDED',
      input: '{"a":1}',
      output: '{"a":1}',
    });
    expect(described.stopDate).toBeGreaterThanOrEqual(described.startDate);
  });

  test('does not know other executions', async () => {
    const machine = new TestMachine(quick);
    const unknown = 'arn:aws:states:us-east-1:000000000000:execution:orders:none';
    await expect(machine.describe(unknown)).rejects.toMatchObject({ code: 'ExecutionDoesNotExist' });
    await expect(machine.describe('none')).rejects.toMatchObject({ code: 'InvalidArn' });
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html, TimeoutSeconds */
describe('an execution that takes longer than the TimeoutSeconds of its machine', () => {
  test('is TIMED_OUT, which only its last event calls States.Timeout', async () => {
    const machine = new TestMachine(
      { A: { Type: 'Wait', Seconds: 5000, End: true } },
      { top: { TimeoutSeconds: 5 } },
    );
    const arn = await machine.start();
    const ended = await machine.ended(arn);
    expect(ended.status).toBe('TIMED_OUT');
    expect(ended.error).toBeUndefined();
    const events = await machine.history(arn);
    expect(events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'ExecutionTimedOut',
    ]);
    expect(events[2]).toMatchObject({ executionTimedOutEventDetails: { error: 'States.Timeout' } });
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html */
describe('StopExecution', () => {
  test('aborts a running execution with error and cause', async () => {
    const machine = new TestMachine(waiting);
    const executionArn = await machine.start();
    const { stopDate } = await machine.call('StopExecution', {
      executionArn,
      error: 'Operator',
      cause: 'no',
    });
    expect(await machine.describe(executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Operator',
      cause: 'no',
      stopDate,
    });
    expect(await machine.event(executionArn, 'ExecutionAborted')).toMatchObject({
      executionAbortedEventDetails: { error: 'Operator', cause: 'no' },
    });
  });

  test('leaves a closed execution as it is', async () => {
    const machine = new TestMachine(quick);
    const executionArn = await machine.start();
    const { stopDate } = await machine.ended(executionArn);
    expect(await machine.call('StopExecution', { executionArn })).toEqual({ stopDate });
    expect(await machine.describe(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html */
describe('ListExecutions', () => {
  test('answers the newest first, page by page, of the status that is asked for', async () => {
    const choices = [{ Condition: '{% $states.input.fail %}', Next: 'F' }];
    const machine = new TestMachine({
      A: { Type: 'Choice', Choices: choices, Default: 'S' },
      F: { Type: 'Fail', Error: 'E' },
      S: { Type: 'Succeed' },
    });
    for (const name of ['1', '2', '3', '4', '5']) {
      await machine.ended(await machine.start({ fail: name === '3' }, name));
    }
    const list = async (more: object) => {
      const page = { stateMachineArn: machine.arn, ...more };
      const { executions, nextToken } = await machine.call('ListExecutions', page);
      return { names: (executions as { name: string }[]).map(({ name }) => name), nextToken };
    };
    const first = await list({ maxResults: 2 });
    expect(first.names).toEqual(['5', '4']);
    const second = await list({ maxResults: 3, nextToken: first.nextToken });
    expect(second).toEqual({ names: ['3', '2', '1'], nextToken: undefined });
    expect((await list({ statusFilter: 'FAILED' })).names).toEqual(['3']);
    await expect(list({ nextToken: 'nonsense' })).rejects.toMatchObject({
      code: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    });
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html */
describe('DescribeStateMachine', () => {
  /** The configurations follow recorded answers: localstack/localstack, test_sfn_api_variable_references.snapshot.json */
  test('tells the definition as it was given, and neither logs nor traces', async () => {
    const machine = new TestMachine(quick);
    const described = await machine.call('DescribeStateMachine', { stateMachineArn: machine.arn });
    expect(described).toMatchObject({
      name: 'orders',
      roleArn: 'role',
      status: 'ACTIVE',
      type: 'STANDARD',
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    });
    expect(JSON.parse(String(described['definition']))).toMatchObject({ StartAt: 'A', States: quick });
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachines.html */
describe('ListStateMachines', () => {
  test('names each state machine, page by page', async () => {
    const machine = new TestMachine(quick);
    machine.machines.define({
      arn: `${machine.arn}-2`,
      name: 'orders-2',
      definition: machine.machines.machine(machine.arn).definition,
    });
    const { stateMachines, nextToken } = await machine.call('ListStateMachines', { maxResults: 1 });
    const creationDate = expect.any(Number);
    expect(stateMachines).toEqual([
      { stateMachineArn: machine.arn, name: 'orders', type: 'STANDARD', creationDate },
    ]);
    const rest = await machine.call('ListStateMachines', { nextToken });
    expect(rest).toMatchObject({ stateMachines: [{ name: 'orders-2' }] });
    expect(rest).not.toHaveProperty('nextToken');
  });
});

describe('a state machine that waits', () => {
  test('ends every wait when it is stopped, and refuses new executions', async () => {
    vi.useFakeTimers();
    try {
      const machine = new TestMachine(waiting, { top: { TimeoutSeconds: 99_999 } });
      for (const name of ['1', '2']) await machine.event(await machine.start({}, name), 'WaitStateEntered');
      expect(vi.getTimerCount()).toBe(4);
      machine.machines.stop();
      await expect(machine.start()).rejects.toMatchObject({ code: 'ServiceUnavailable', statusCode: 503 });
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('does not keep the process alive', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length;
    const machine = new TestMachine(waiting, { top: { TimeoutSeconds: 99_999 } });
    const before = timers();
    const arn = await machine.start();
    expect((await machine.history(arn)).at(-1)).toMatchObject({ type: 'WaitStateEntered' });
    expect(timers()).toBe(before);
    machine.machines.stop();
  });
});
