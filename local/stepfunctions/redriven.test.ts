import { describe, expect, test, vi } from 'vitest';
import { awaitToken, invoke, TestMachine, Thrown } from './fixture.ts';

const redrive = (machine: TestMachine, executionArn: string) =>
  machine.call('RedriveExecution', { executionArn });

/** The history in short, as `id<previous type`, from one event on. */
async function chainOf(machine: TestMachine, arn: string, from = 1): Promise<string[]> {
  const events = await machine.history(arn);
  return events.slice(from - 1).map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);
}

/** A function that throws so many times, and then answers its event. */
function failing(times: number): { calls: unknown[]; run: (event: unknown) => unknown } {
  const calls: unknown[] = [];
  return {
    calls,
    run: (event) => {
      calls.push(event);
      return calls.length <= times ? new Thrown('Boom', 'not yet') : event;
    },
  };
}

/** Fails once, is redriven, and answers the end of that. */
async function redriven(machine: TestMachine, input?: unknown) {
  const arn = await machine.start(input);
  await machine.ended(arn);
  await redrive(machine, arn);
  return { arn, ended: await machine.ended(arn) };
}

/**
 * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html. Histories as recorded on AWS:
 * https://github.com/radkawar/stackd, testdata/aws/stepfunctions/redrive_execution.json
 */
describe('a redriven execution', () => {
  test('goes on with the task that failed, and runs nothing again that succeeded', async () => {
    const [first, second] = [failing(0), failing(1)];
    const machine = new TestMachine(
      { First: invoke('first', { Next: 'Second' }), Second: invoke('second') },
      { functions: { first: first.run, second: second.run } },
    );
    const { arn, ended } = await redriven(machine, { a: 1 });
    expect(ended).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect([first.calls, second.calls].map(({ length }) => length)).toEqual([1, 2]);
    expect(second.calls[1]).toEqual(second.calls[0]);
    expect(await chainOf(machine, arn, 7)).toEqual([
      '7<6 TaskStateEntered',
      '8<7 TaskScheduled',
      '9<8 TaskStarted',
      '10<9 TaskFailed',
      '11<10 ExecutionFailed',
      '12<11 ExecutionRedriven',
      '13<7 TaskScheduled',
      '14<13 TaskStarted',
      '15<14 TaskSucceeded',
      '16<15 TaskStateExited',
      '17<16 ExecutionSucceeded',
    ]);
    const events = await machine.history(arn);
    expect(events[11]).toMatchObject({ executionRedrivenEventDetails: { redriveCount: 1 } });
  });

  test('keeps its variables, and tells in its context when and how often it was redriven', async () => {
    const work = failing(1);
    const context = '{% $merge([$states.context.Execution, $states.context.State, {"kept": $kept}]) %}';
    const machine = new TestMachine(
      {
        A: { Type: 'Pass', Assign: { kept: '{% $states.input %}' }, Next: 'B' },
        B: invoke('work', { Arguments: { FunctionName: 'work', Payload: context } }),
      },
      { functions: { work: work.run } },
    );
    const { ended } = await redriven(machine, 'kept');
    const [before, after] = work.calls as Record<string, unknown>[];
    expect(before).toMatchObject({ kept: 'kept', RedriveCount: 0 });
    expect(before).not.toHaveProperty('RedriveTime');
    const RedriveTime = new Date(Number(ended['redriveDate']) * 1000).toISOString();
    expect(after).toEqual({ ...before, RedriveCount: 1, RedriveTime });
  });

  test('has all its retries again', async () => {
    const work = failing(4);
    const Retry = [{ ErrorEquals: ['Boom'], MaxAttempts: 1 }];
    const machine = new TestMachine({ A: invoke('work', { Retry }) }, { functions: { work: work.run } });
    const { arn, ended } = await redriven(machine);
    expect(ended.status).toBe('FAILED');
    expect(work.calls).toHaveLength(4);
    await redrive(machine, arn);
    expect(await machine.ended(arn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 2 });
  });

  test('fails again in a Fail state, which it does not enter again', async () => {
    const machine = new TestMachine({ F: { Type: 'Fail', Error: 'Mine', Cause: 'why' } });
    const { arn, ended } = await redriven(machine);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'Mine', cause: 'why', redriveCount: 1 });
    expect(await chainOf(machine, arn, 3)).toEqual([
      '3<2 ExecutionFailed',
      '4<3 ExecutionRedriven',
      '5<4 ExecutionFailed',
    ]);
  });

  test('that was aborted waits for a new token, and the old one has timed out', async () => {
    const tokens: string[] = [];
    const machine = new TestMachine(
      { A: awaitToken('ask') },
      { functions: { ask: (event) => tokens.push((event as { taskToken: string }).taskToken) } },
    );
    const executionArn = await machine.start();
    await machine.event(executionArn, 'TaskSubmitted');
    await machine.call('StopExecution', { executionArn });
    await redrive(machine, executionArn);
    await expect(
      machine.call('SendTaskSuccess', { taskToken: tokens[0], output: '1' }),
    ).rejects.toMatchObject({ code: 'TaskTimedOut' });
    await vi.waitFor(() => expect(tokens).toHaveLength(2));
    await machine.call('SendTaskSuccess', { taskToken: tokens[1], output: '2' });
    expect(await machine.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '2' });
  });

  test('enters each state once, at whatever moment it was aborted', async () => {
    const pass = (more: object) => ({ Type: 'Pass', Assign: { a: '{% $states.input + 1 %}' }, ...more });
    const states = { A: pass({ Next: 'B' }), B: pass({ Next: 'C' }), C: pass({ End: true }) };
    for (let steps = 0; ; steps++) {
      const machine = new TestMachine(states);
      const executionArn = await machine.start(1);
      for (let step = 0; step < steps; step++) await Promise.resolve();
      await machine.call('StopExecution', { executionArn });
      if ((await machine.describe(executionArn)).status === 'SUCCEEDED')
        return expect(steps).toBeGreaterThan(5);
      await redrive(machine, executionArn);
      expect(await machine.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
      const events = await machine.history(executionArn);
      const once = (type: string) => expect(events.filter((event) => event.type === type)).toHaveLength(3);
      once('PassStateEntered');
      once('PassStateExited');
      expect(events.every(({ id, previousEventId }) => previousEventId < id)).toBe(true);
    }
  });

  test('that had timed out has its whole time again', async () => {
    const machine = new TestMachine(
      { A: { Type: 'Wait', Seconds: 5000, End: true } },
      { top: { TimeoutSeconds: 5 } },
    );
    const { arn, ended } = await redriven(machine);
    expect(ended).toMatchObject({ status: 'TIMED_OUT', redriveCount: 1 });
    const types = (await machine.history(arn)).map(({ type }) => type);
    expect(types.slice(1)).toEqual([
      'WaitStateEntered',
      'ExecutionTimedOut',
      'ExecutionRedriven',
      'ExecutionTimedOut',
    ]);
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html#redrive-behavior-states */
describe('inside of a Parallel a redrive', () => {
  const branch = (states: object) => ({ StartAt: Object.keys(states)[0], States: states });

  test('goes on with the branches that failed or were cut, each where it was', async () => {
    const [done, work] = [failing(0), failing(1)];
    const machine = new TestMachine(
      {
        P: {
          Type: 'Parallel',
          Branches: [
            branch({ Done: invoke('done') }),
            branch({ Pause: { Type: 'Wait', Seconds: 20, Next: 'Work' }, Work: invoke('work') }),
            branch({ Cut: { Type: 'Wait', Seconds: 200, End: true } }),
          ],
          End: true,
        },
      },
      { functions: { done: done.run, work: work.run } },
    );
    const { arn, ended } = await redriven(machine, 7);
    expect(ended.status).toBe('SUCCEEDED');
    expect(JSON.parse(ended.output ?? '')).toMatchObject([{ Payload: 7 }, { Payload: 7 }, 7]);
    expect([done.calls.length, work.calls.length]).toEqual([1, 2]);
    const events = await machine.history(arn);
    const entered = events.find(({ stateEnteredEventDetails: entered }) =>
      JSON.stringify(entered ?? '').includes('"Work"'),
    );
    const after = events.slice(events.findIndex(({ type }) => type === 'ExecutionRedriven') + 1);
    expect(after.map(({ type }) => type)).toEqual([
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'WaitStateExited',
      'ParallelStateSucceeded',
      'ParallelStateExited',
      'ExecutionSucceeded',
    ]);
    expect(after[0]?.previousEventId).toBe(entered?.id);
  });

  test('goes on at any depth', async () => {
    const [deep, beside] = [failing(1), failing(0)];
    const inner = {
      Inner: {
        Type: 'Parallel',
        Branches: [branch({ Beside: invoke('beside') }), branch({ Deep: invoke('deep') })],
        End: true,
      },
    };
    const machine = new TestMachine(
      { P: { Type: 'Parallel', Branches: [branch(inner)], Output: 'ok', Next: 'Z' }, Z: { Type: 'Succeed' } },
      { functions: { deep: deep.run, beside: beside.run } },
    );
    const { arn, ended } = await redriven(machine);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '"ok"' });
    expect([deep.calls.length, beside.calls.length]).toEqual([2, 1]);
    const types = (await machine.history(arn)).map(({ type }) => type);
    expect(types.filter((type) => type === 'ParallelStateStarted')).toHaveLength(2);
    expect(types.filter((type) => type === 'ParallelStateExited')).toHaveLength(2);
  });

  test('runs all branches again when there was too much data', async () => {
    const done = failing(0);
    let size = 300_000;
    const machine = new TestMachine(
      {
        P: {
          Type: 'Parallel',
          Branches: [branch({ Done: invoke('done') }), branch({ Large: invoke('large') })],
          Output: 'ok',
          End: true,
        },
      },
      { functions: { done: done.run, large: () => 'x'.repeat(size) } },
    );
    const arn = await machine.start();
    expect(await machine.ended(arn)).toMatchObject({ error: 'States.DataLimitExceeded' });
    size = 3;
    await redrive(machine, arn);
    expect(await machine.ended(arn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(done.calls).toHaveLength(2);
    const started = (await machine.history(arn)).filter(({ type }) => type === 'ParallelStateStarted');
    expect(started).toHaveLength(2);
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html#redrive-behavior-states */
describe('inside of a Map a redrive', () => {
  test('goes on with the iteration that failed, then starts those that never were', async () => {
    const calls: unknown[] = [];
    const work = (item: unknown) =>
      calls.push(item) === 2 ? new Thrown('Boom', 'not yet') : { item, fixed: calls.length > 2 };
    const ItemProcessor = {
      StartAt: 'Item',
      States: { Item: invoke('work', { Output: '{% $states.result.Payload %}' }) },
    };
    const machine = new TestMachine(
      { M: { Type: 'Map', MaxConcurrency: 1, ItemProcessor, End: true } },
      { functions: { work } },
    );
    const { arn, ended } = await redriven(machine, [10, 11, 12]);
    expect(calls).toEqual([10, 11, 11, 12]);
    expect(JSON.parse(ended.output ?? '')).toEqual([
      { item: 10, fixed: false },
      { item: 11, fixed: true },
      { item: 12, fixed: true },
    ]);
    expect(await chainOf(machine, arn, 10)).toEqual([
      '10<9 MapIterationSucceeded',
      '11<9 MapIterationStarted',
      '12<11 TaskStateEntered',
      '13<12 TaskScheduled',
      '14<13 TaskStarted',
      '15<14 TaskFailed',
      '16<15 MapIterationFailed',
      '17<15 TaskStateAborted',
      '18<15 MapStateFailed',
      '19<18 ExecutionFailed',
      '20<19 ExecutionRedriven',
      '21<12 TaskScheduled',
      '22<21 TaskStarted',
      '23<22 TaskSucceeded',
      '24<23 TaskStateExited',
      '25<24 MapIterationSucceeded',
      '26<24 MapIterationStarted',
      '27<26 TaskStateEntered',
      '28<27 TaskScheduled',
      '29<28 TaskStarted',
      '30<29 TaskSucceeded',
      '31<30 TaskStateExited',
      '32<31 MapIterationSucceeded',
      '33<32 MapStateSucceeded',
      '34<32 MapStateExited',
      '35<34 ExecutionSucceeded',
    ]);
  });
});
