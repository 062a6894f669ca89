import { describe, expect, test } from 'vitest';
import { HeartbeatFailure, StateFailure } from './failures.ts';
import { type FakeFunction, invoke, result, TestMachine, Thrown } from './fixture.ts';
import { delaySeconds, matches } from './retry-catch.ts';

/** A machine of one task that fails with each of the errors in turn and then succeeds, and the pauses it made. */
function failing(errors: string[], more: object) {
  const pauses: number[] = [];
  const left = [...errors];
  const work: FakeFunction = () => {
    const error = left.shift();
    return error === undefined ? 'done' : new Thrown(error, 'because');
  };
  const states = { A: invoke('work', more), Caught: result('{% $states.input %}') };
  const machine = new TestMachine('Catch' in more ? states : { A: states.A }, {
    functions: { work },
    milliseconds: (seconds) => {
      pauses.push(seconds);
      return 0;
    },
  });
  return { machine, pauses };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html, "Retrying after an error" */
describe('Retry', () => {
  test('tries three times more after 1, 2 and 4 seconds by default', async () => {
    const { machine, pauses } = failing(['E', 'E', 'E', 'E'], { Retry: [{ ErrorEquals: ['States.ALL'] }] });
    expect(await machine.run()).toMatchObject({ status: 'FAILED', error: 'E' });
    expect(pauses).toEqual([1, 2, 4]);
  });

  test('goes on as soon as an attempt succeeds', async () => {
    const { machine, pauses } = failing(['E'], { Retry: [{ ErrorEquals: ['E'] }] });
    expect(await machine.run()).toMatchObject({ status: 'SUCCEEDED' });
    expect(pauses).toEqual([1]);
  });

  test('pauses by interval and backoff rate, at most the maximum delay', async () => {
    const rule = {
      ErrorEquals: ['E'],
      IntervalSeconds: 2,
      BackoffRate: 3,
      MaxAttempts: 4,
      MaxDelaySeconds: 20,
    };
    const { machine, pauses } = failing(['E', 'E', 'E', 'E'], { Retry: [rule] });
    await machine.output();
    expect(pauses).toEqual([2, 6, 18, 20]);
  });

  test('with full jitter pauses any time up to that', () => {
    const rule = { ErrorEquals: ['E'], IntervalSeconds: 10, MaxAttempts: 3, BackoffRate: 2 };
    const drawn = Array.from({ length: 200 }, () => delaySeconds({ ...rule, JitterStrategy: 'FULL' }, 1));
    expect(Math.max(...drawn)).toBeLessThanOrEqual(20);
    expect(Math.min(...drawn)).toBeLessThan(5);
    expect(Math.max(...drawn)).toBeGreaterThan(15);
  });

  test('with no attempts says that an error is final', async () => {
    const rules = [{ ErrorEquals: ['Final'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }];
    const { machine, pauses } = failing(['Final'], { Retry: rules });
    expect(await machine.run()).toMatchObject({ error: 'Final' });
    expect(pauses).toEqual([]);
  });

  test('counts for each rule on its own', async () => {
    const rules = [
      { ErrorEquals: ['A'], MaxAttempts: 1, IntervalSeconds: 10 },
      { ErrorEquals: ['B'], MaxAttempts: 2, IntervalSeconds: 100 },
    ];
    const { machine, pauses } = failing(['A', 'B', 'B'], { Retry: rules });
    await machine.output();
    expect(pauses).toEqual([10, 100, 200]);
  });

  test('tells the state its retry count', async () => {
    const seen: unknown[] = [];
    const count = (event: unknown) => {
      seen.push(event);
      return seen.length < 3 ? new Thrown('E', '') : 'done';
    };
    const task = invoke('count', {
      Arguments: { FunctionName: 'count', Payload: '{% $states.context.State.RetryCount %}' },
      Retry: [{ ErrorEquals: ['E'] }],
    });
    await new TestMachine({ A: task }, { functions: { count } }).output();
    expect(seen).toEqual([0, 1, 2]);
  });

  test('enters the state once and schedules each attempt', async () => {
    const { machine } = failing(['E'], { Retry: [{ ErrorEquals: ['E'] }] });
    const arn = await machine.start();
    await machine.ended(arn);
    const types = (await machine.history(arn)).map(({ type }) => type);
    expect(types.slice(1, 8)).toEqual([
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskFailed',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
    ]);
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html, "Fallback states" */
describe('Catch', () => {
  test('comes after the retries and puts out error and cause', async () => {
    const { machine, pauses } = failing(['E', 'E'], {
      Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
    });
    const output = (await machine.output()) as { Error: string; Cause: string };
    expect(output.Error).toBe('E');
    expect(JSON.parse(output.Cause)).toMatchObject({ errorMessage: 'because' });
    expect(pauses).toEqual([1]);
  });

  test('takes the first rule that matches, with its Assign and Output', async () => {
    const machine = new TestMachine(
      {
        A: invoke('fail', {
          Assign: { never: true },
          Catch: [
            { ErrorEquals: ['Other'], Next: 'B' },
            {
              ErrorEquals: ['OutOfStock'],
              Assign: { reason: '{% $parse($states.errorOutput.Cause).errorMessage %}' },
              Output: { input: '{% $states.input %}' },
              Next: 'B',
            },
          ],
          Next: 'B',
        }),
        B: result({ reason: '{% $reason %}', passed: '{% $states.input %}', never: '{% $exists($never) %}' }),
      },
      { functions: { fail: () => new Thrown('OutOfStock', 'MUG-001 is gone') } },
    );
    expect(await machine.output({ id: 1 })).toEqual({
      reason: 'MUG-001 is gone',
      passed: { input: { id: 1 } },
      never: false,
    });
  });

  test('takes an expression of its state that fails, and the history tells it', async () => {
    const machine = new TestMachine(
      {
        A: invoke('work', {
          Output: '{% $states.result.Payload.absent %}',
          Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught' }],
        }),
        Caught: result('{% $states.input.Error %}'),
      },
      { functions: { work: () => ({}) } },
    );
    const arn = await machine.start();
    expect(await machine.ended(arn)).toMatchObject({ output: '"States.QueryEvaluationError"' });
    expect(await machine.event(arn, 'EvaluationFailed')).toMatchObject({
      evaluationFailedEventDetails: { state: 'A', location: 'Output', error: 'States.QueryEvaluationError' },
    });
  });

  test('whose own expression fails, fails the execution', async () => {
    const { machine } = failing(['E'], {
      Catch: [
        { ErrorEquals: ['States.ALL'], Output: { v: '{% $states.errorOutput.absent %}' }, Next: 'Caught' },
      ],
    });
    expect(await machine.run()).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining("'Catch[0]/Output/v'"),
    });
  });
});

/**
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html, "Error names"; States.DataLimitExceeded
 * as recorded on AWS (localstack/localstack, test_states_errors.snapshot.json), States.QueryEvaluationError as measured there
 * (iwamot/sfnx, tests/corpus.py)
 */
describe('the name', () => {
  test.each([
    ['States.ALL', 'Anything', true],
    ['States.ALL', 'States.Timeout', true],
    ['States.ALL', 'States.QueryEvaluationError', true],
    ['States.ALL', 'States.Runtime', false],
    ['States.ALL', 'States.DataLimitExceeded', true],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
    ['States.Runtime', 'States.Runtime', false],
    ['States.TaskFailed', 'Anything', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.TaskFailed', 'States.DataLimitExceeded', true],
    ['States.TaskFailed', 'States.QueryEvaluationError', false],
    ['States.HeartbeatTimeout', 'States.Timeout', false],
    ['Anything', 'Something', false],
    ['anything', 'Anything', false],
  ])('%s stands for %s: %s', (name, error, expected) => {
    expect(matches([name], new StateFailure(error))).toBe(expected);
  });

  test.each([
    ['States.HeartbeatTimeout', true],
    ['States.Timeout', true],
    ['States.ALL', true],
    ['States.TaskFailed', false],
  ])('%s stands for a missed heartbeat: %s', (name, expected) => {
    expect(matches([name], new HeartbeatFailure())).toBe(expected);
  });
});
