import { describe, expect, test } from 'vitest';
import { result, TestMachine } from '../fixture.ts';

const variables = '{% $states.input %}';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-pass.html */
describe('Pass', () => {
  test('puts out its input unless Output says otherwise', async () => {
    expect(await new TestMachine({ A: { Type: 'Pass', End: true } }).output({ a: 1 })).toEqual({ a: 1 });
    expect(await new TestMachine({ A: result({ b: 2 }) }).output({ a: 1 })).toEqual({ b: 2 });
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
describe('variables', () => {
  test('are seen by every later state', async () => {
    const machine = new TestMachine({
      A: { Type: 'Pass', Assign: { order: '{% $states.input %}', tries: 0 }, Output: {}, Next: 'B' },
      B: { Type: 'Pass', Next: 'C' },
      C: result({ id: '{% $order.id %}', tries: '{% $tries %}' }),
    });
    expect(await machine.output({ id: 7 })).toEqual({ id: 7, tries: 0 });
  });

  test('keep their values until the state that assigns them is left, so that two may be swapped', async () => {
    const machine = new TestMachine({
      A: { Type: 'Pass', Assign: { a: 1, b: 2 }, Next: 'B' },
      B: {
        Type: 'Pass',
        Assign: { a: '{% $b %}', b: '{% $a %}' },
        Output: { before: '{% $a %}' },
        Next: 'C',
      },
      C: result({ before: '{% $states.input.before %}', a: '{% $a %}', b: '{% $b %}' }),
    });
    expect(await machine.output()).toEqual({ before: 1, a: 2, b: 1 });
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html */
describe('Choice', () => {
  const machine = new TestMachine({
    Route: {
      Type: 'Choice',
      Choices: [
        { Condition: '{% $states.input.n > 10 %}', Next: 'Big', Assign: { size: 'big' } },
        { Condition: '{% $states.input.n > 5 %}', Next: 'Medium', Output: { medium: variables } },
      ],
      Default: 'Small',
      Assign: { size: 'small' },
      Output: 'of the state',
    },
    Big: result({ size: '{% $size %}', input: variables }),
    Medium: result({ input: variables, size: "{% $exists($size) ? $size : 'none' %}" }),
    Small: result({ size: '{% $size %}', input: variables }),
  });

  test('takes the first rule that is true, with the Assign of the rule', async () => {
    expect(await machine.output({ n: 11 })).toEqual({ size: 'big', input: { n: 11 } });
  });

  test('takes the Output of the rule and not that of the state', async () => {
    expect(await machine.output({ n: 6 })).toEqual({ input: { medium: { n: 6 } }, size: 'none' });
  });

  test('takes Default with the Assign and Output of the state when no rule is true', async () => {
    expect(await machine.output({ n: 1 })).toEqual({ size: 'small', input: 'of the state' });
  });

  test('without a match and a Default fails with States.Runtime', async () => {
    const choices = [{ Condition: '{% $states.input.n > 10 %}', Next: 'B' }];
    const lost = new TestMachine({ A: { Type: 'Choice', Choices: choices }, B: { Type: 'Succeed' } });
    expect(await lost.run({ n: 1 })).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: expect.stringMatching(/'A'.*Failed to transition out of the state/),
    });
  });

  test('fails when a condition is neither true nor false', async () => {
    expect(await machine.run({ n: 'many' })).toMatchObject({ error: 'States.QueryEvaluationError' });
    const choices = [{ Condition: '{% $states.input.n %}', Next: 'B' }];
    const number = new TestMachine({ A: { Type: 'Choice', Choices: choices }, B: { Type: 'Succeed' } });
    expect(await number.run({ n: 1 })).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining(
        "'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1",
      ),
    });
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html */
describe('Wait', () => {
  function waiting(fields: object) {
    const asked: number[] = [];
    const milliseconds = (seconds: number) => {
      asked.push(seconds);
      return 0;
    };
    return {
      asked,
      machine: new TestMachine({ A: { Type: 'Wait', ...fields, End: true } }, { milliseconds }),
    };
  }

  test('waits for its seconds, which may be an expression, and puts out its input', async () => {
    const fixed = waiting({ Seconds: 30 });
    expect(await fixed.machine.output({ a: 1 })).toEqual({ a: 1 });
    expect(fixed.asked).toEqual([30]);
    const computed = waiting({ Seconds: '{% $states.input.pause * 2 %}' });
    await computed.machine.output({ pause: 10 });
    expect(computed.asked).toEqual([20]);
  });

  test('waits until its timestamp, and not at all for one in the past', async () => {
    const future = waiting({ Timestamp: '{% $states.input.until %}' });
    await future.machine.output({ until: new Date(Date.now() + 60_000).toISOString() });
    expect(future.asked[0]).toBeGreaterThan(55);
    expect(future.asked[0]).toBeLessThanOrEqual(60);
    const past = waiting({ Timestamp: '2001-01-01T00:00:00Z' });
    await past.machine.output();
    expect(past.asked).toEqual([0]);
  });

  test('fails when its expression returns no seconds', async () => {
    const { machine } = waiting({ Seconds: '{% $states.input.pause %}' });
    expect(await machine.run({ pause: 'long' })).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining(
        "'Seconds' returned an unexpected result type. Expected 'number', but was 'string' for value: \"long\"",
      ),
    });
  });

  /** Recorded on AWS: localstack/localstack, test_base_scenarios.snapshot.json, test_wait_timestamp_jsonata */
  test.each([
    '2016-12-05 21:29:29Z',
    '2016-12-05T21:29:29',
    '2016-13-05T21:29:29Z',
    '2016-12-05T25:29:29Z',
    '2016-02-30T21:29:29Z',
  ])('fails when its expression returns no time, and tells it as a failed evaluation: %s', async (until) => {
    const { machine } = waiting({ Timestamp: '{% $states.input.until %}' });
    const arn = await machine.start({ until });
    const cause = `An error occurred while executing the state 'A' (entered at the event id #2). The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${until}`;
    expect(await machine.ended(arn)).toMatchObject({ error: 'States.QueryEvaluationError', cause });
    expect(await machine.event(arn, 'EvaluationFailed')).toMatchObject({
      evaluationFailedEventDetails: {
        error: 'States.QueryEvaluationError',
        cause,
        location: 'Timestamp',
        state: 'A',
      },
    });
  });

  test.each([
    [1.5, 'The Seconds field cannot be parsed as an integer: 1.5'],
    [-1, 'Seconds must be between 0 and 99999999 but was: -1'],
  ])('fails when its expression returns no whole seconds: %s', async (pause, cause) => {
    const { machine } = waiting({ Seconds: '{% $states.input.pause %}' });
    expect((await machine.run({ pause })).cause).toContain(`#2). ${cause}`);
  });

  /** Measured on AWS by iwamot/sfnx (src/sfnx/testing.py) */
  test.each(['2016-12-05T21:29Z', '2016-12-05t21:29:29.123456789z', '2016-12-05T21:29:29+01:00'])(
    'takes %s from its expression',
    async (until) => {
      const { machine } = waiting({ Timestamp: '{% $states.input.until %}' });
      expect(await machine.run({ until })).toMatchObject({ status: 'SUCCEEDED' });
    },
  );

  test('may be longer than a timer of Node', async () => {
    const states = { A: { Type: 'Wait', Seconds: 99_999_999, End: true } };
    const machine = new TestMachine(states, { milliseconds: (seconds) => seconds * 1000 });
    const arn = await machine.start();
    await machine.event(arn, 'WaitStateEntered');
    expect(await machine.describe(arn)).toMatchObject({ status: 'RUNNING' });
    machine.machines.stop();
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-succeed.html */
describe('Succeed', () => {
  test('ends the execution with its Output', async () => {
    expect(await new TestMachine({ A: { Type: 'Succeed', Output: { ok: true } } }).output()).toEqual({
      ok: true,
    });
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html */
describe('Fail', () => {
  test('fails the execution with its Error and Cause, which may be expressions', async () => {
    const machine = new TestMachine({
      A: {
        Type: 'Fail',
        Error: '{% $states.input.code %}',
        Cause: '{% "because of " & $states.input.why %}',
      },
    });
    expect(await machine.run({ code: 'OutOfStock', why: 'MUG-001' })).toMatchObject({
      status: 'FAILED',
      error: 'OutOfStock',
      cause: 'because of MUG-001',
    });
    expect(machine.logged).toEqual([
      expect.stringMatching(/^stepfunctions\/orders: .* FAILED OutOfStock because of/),
    ]);
  });
});
