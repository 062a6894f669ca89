import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { awaitToken, result, TestMachine, Thrown } from '../fixture.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html, "Wait for a Callback with Task Token" */
describe('a task that waits for its token', () => {
  /** A machine whose function keeps the token it gets. */
  function waiting(more: object = {}, answer: unknown = 'asked') {
    const tokens: string[] = [];
    const ask = (event: unknown) => {
      tokens.push((event as { taskToken: string }).taskToken);
      return answer;
    };
    const states = { A: awaitToken('ask', more), Caught: result('{% $states.input %}') };
    const used = 'Catch' in more ? states : { A: states.A };
    const machine = new TestMachine(used, { functions: { ask } });
    const submitted = async () => {
      const arn = await machine.start();
      await machine.event(arn, 'TaskSubmitted');
      return { arn, taskToken: tokens.at(-1) ?? '' };
    };
    return { machine, tokens, submitted };
  }

  test('goes on with the output of SendTaskSuccess as its result', async () => {
    const { machine, submitted } = waiting({ Output: { paid: '{% $states.result.amount %}' } });
    const { arn, taskToken } = await submitted();
    expect(await machine.describe(arn)).toMatchObject({ status: 'RUNNING' });
    await machine.call('SendTaskSuccess', { taskToken, output: '{"amount":5}' });
    expect(await machine.ended(arn)).toMatchObject({ output: '{"paid":5}' });
    const types = (await machine.history(arn)).map(({ type }) => type);
    expect(types).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test('fails with the error and cause of SendTaskFailure', async () => {
    const { machine, submitted } = waiting({ Catch: [{ ErrorEquals: ['PaymentCanceled'], Next: 'Caught' }] });
    const { arn, taskToken } = await submitted();
    await machine.call('SendTaskFailure', { taskToken, error: 'PaymentCanceled', cause: 'by the customer' });
    expect(await machine.ended(arn)).toMatchObject({
      output: '{"Error":"PaymentCanceled","Cause":"by the customer"}',
    });
  });

  test('may be answered by its own function before that returns', async () => {
    const machine: TestMachine = new TestMachine(
      { A: awaitToken('ask') },
      {
        functions: {
          ask: (event) => machine.call('SendTaskSuccess', { ...(event as object), output: '"at once"' }),
        },
      },
    );
    expect(await machine.output()).toBe('at once');
  });

  test('fails when its function throws', async () => {
    const { machine } = waiting({}, new Thrown('CannotAsk', 'no'));
    expect(await machine.run()).toMatchObject({ status: 'FAILED', error: 'CannotAsk' });
  });

  /** The words follow public logs of functions whose call came too late. */
  test('fails with States.Timeout, and a token that comes later is told TaskTimedOut', async () => {
    const { machine, submitted } = waiting({ TimeoutSeconds: 5 });
    const { arn, taskToken } = await submitted();
    expect(await machine.ended(arn)).toMatchObject({ error: 'States.Timeout' });
    const late = machine.call('SendTaskSuccess', { taskToken, output: '{}' });
    await expect(late).rejects.toMatchObject({
      code: 'TaskTimedOut',
      message: "Task Timed Out: 'Provided task does not exist anymore'",
      statusCode: 400,
    });
  });

  test('tells a token that was answered already TaskTimedOut', async () => {
    const { machine, submitted } = waiting();
    const { taskToken } = await submitted();
    await machine.call('SendTaskSuccess', { taskToken, output: '{}' });
    for (const operation of ['SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat']) {
      const again = machine.call(operation, { taskToken, output: '{}' });
      await expect(again).rejects.toMatchObject({ code: 'TaskTimedOut' });
    }
  });

  test('gets a new token for each attempt', async () => {
    const { machine, tokens } = waiting(
      { Retry: [{ ErrorEquals: ['Again'], MaxAttempts: 2 }] },
      new Thrown('Again', ''),
    );
    await machine.run();
    expect(new Set(tokens).size).toBe(3);
  });

  test('refuses what is no token, no token of a known execution, or no JSON', async () => {
    const { machine, submitted } = waiting();
    const { taskToken } = await submitted();
    const foreign = waiting();
    const failing = (input: object) => expect(machine.call('SendTaskSuccess', input)).rejects;
    await failing({ taskToken: 'nonsense', output: '{}' }).toMatchObject({
      code: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    });
    await failing({ taskToken: (await foreign.submitted()).taskToken, output: '{}' }).toMatchObject({
      code: 'TaskDoesNotExist',
    });
    await failing({ taskToken, output: '{' }).toMatchObject({ code: 'InvalidOutput' });
    await failing({ taskToken }).toMatchObject({ code: 'ValidationException' });
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html and .../concepts-error-handling.html */
describe('a task with HeartbeatSeconds', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  function beating(catchers: object[] = [], ask: (event: unknown) => unknown = () => 'asked') {
    const tokens: string[] = [];
    const functions = {
      ask: (event: unknown) => {
        tokens.push((event as { taskToken: string }).taskToken);
        return ask(event);
      },
    };
    const task = awaitToken('ask', { HeartbeatSeconds: 30, Catch: catchers });
    const states =
      catchers.length > 0 ? { A: task, Missed: result('missed'), Other: result('other') } : { A: task };
    return { machine: new TestMachine(states, { functions }), tokens };
  }

  test('fails with States.Timeout when no heartbeat comes, caught as States.HeartbeatTimeout', async () => {
    const { machine } = beating([
      { ErrorEquals: ['States.TaskFailed'], Next: 'Other' },
      { ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Missed' },
    ]);
    const arn = await machine.start();
    expect(await machine.ended(arn)).toMatchObject({ output: '"missed"' });
    expect(await machine.event(arn, 'TaskTimedOut')).toMatchObject({
      taskTimedOutEventDetails: { error: 'States.Timeout' },
    });
  });

  test('is caught as States.Timeout too', async () => {
    const { machine } = beating([
      { ErrorEquals: ['States.TaskFailed'], Next: 'Other' },
      { ErrorEquals: ['States.Timeout'], Next: 'Missed' },
    ]);
    expect(await machine.output()).toBe('missed');
  });

  test('goes on as long as heartbeats come', async () => {
    const { machine, tokens } = beating();
    const arn = await machine.start();
    await machine.event(arn, 'TaskSubmitted');
    const taskToken = tokens[0];
    for (let beat = 0; beat < 5; beat++) {
      await vi.advanceTimersByTimeAsync(25);
      await machine.call('SendTaskHeartbeat', { taskToken });
    }
    await machine.call('SendTaskSuccess', { taskToken, output: '1' });
    expect(await machine.ended(arn)).toMatchObject({ output: '1' });
  });

  test('expects none while its function runs', async () => {
    let answer: (value: unknown) => void = () => {};
    const { machine, tokens } = beating([], () => new Promise((resolve) => (answer = resolve)));
    const arn = await machine.start();
    await vi.advanceTimersByTimeAsync(60);
    expect(await machine.describe(arn)).toMatchObject({ status: 'RUNNING' });
    answer('asked');
    await machine.event(arn, 'TaskSubmitted');
    await machine.call('SendTaskSuccess', { taskToken: tokens[0], output: '1' });
    expect(await machine.ended(arn)).toMatchObject({ status: 'SUCCEEDED' });
  });
});
