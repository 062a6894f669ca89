import { describe, expect, test } from 'vitest';
import { invoke, result, TestMachine, Thrown } from '../fixture.ts';
import { runAlone } from '../run-alone.ts';

const branch = (states: object) => ({ StartAt: Object.keys(states)[0], States: states });

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html */
describe('Parallel', () => {
  test('runs every branch on the same input and answers their outputs in order', async () => {
    const machine = new TestMachine({
      P: {
        Type: 'Parallel',
        Branches: [
          branch({ A: result('{% $states.input.n + 1 %}') }),
          branch({ B: result('{% $states.input.n * 2 %}') }),
        ],
        Assign: { both: '{% $states.result %}' },
        Output: { sum: '{% $sum($states.result) %}' },
        Next: 'After',
      },
      After: result({ sum: '{% $states.input.sum %}', both: '{% $both %}' }),
    });
    expect(await machine.output({ n: 5 })).toEqual({ sum: 16, both: [6, 10] });
  });

  /** A recorded execution: localstack/localstack, test_base_scenarios.snapshot.json, test_parallel_state_nested */
  test('keeps the text of its input where its branches pass it on', async () => {
    const branches = [branch({ A: { Type: 'Pass', End: true } }), branch({ B: { Type: 'Succeed' } })];
    const definition = {
      QueryLanguage: 'JSONata',
      ...branch({ P: { Type: 'Parallel', Branches: branches, End: true } }),
    };
    const { history } = await runAlone(JSON.stringify(definition), '[[1, 2], [3]]', {});
    expect(history.at(-1)).toMatchObject({
      executionSucceededEventDetails: { output: '[[[1, 2], [3]],[[1, 2], [3]]]' },
    });
  });

  test('gives its branches what Arguments says', async () => {
    const states = {
      P: { Type: 'Parallel', Arguments: { n: 3 }, Branches: [branch({ A: { Type: 'Succeed' } })], End: true },
    };
    expect(await new TestMachine(states).output({ n: 5 })).toEqual([{ n: 3 }]);
  });

  test('fails with the error of the branch that failed, and the other branches end', async () => {
    const machine = new TestMachine({
      P: {
        Type: 'Parallel',
        Branches: [
          branch({ A: { Type: 'Fail', Error: 'Broken', Cause: 'a' } }),
          branch({ B: { Type: 'Wait', Seconds: 60, Next: 'Never' }, Never: { Type: 'Succeed' } }),
        ],
        Catch: [{ ErrorEquals: ['Broken'], Next: 'Caught' }],
        End: true,
      },
      Caught: result('{% $states.input %}'),
    });
    const arn = await machine.start();
    expect(await machine.ended(arn)).toMatchObject({ output: '{"Error":"Broken","Cause":"a"}' });
    const types = (await machine.history(arn)).map(({ type }) => type);
    expect(types).toContain('ParallelStateFailed');
    expect(types).not.toContain('SucceedStateEntered');
  });

  test('is retried as a whole', async () => {
    let calls = 0;
    const flaky = () => (++calls < 3 ? new Thrown('Flaky', '') : calls);
    const machine = new TestMachine(
      {
        P: {
          Type: 'Parallel',
          Branches: [branch({ A: invoke('flaky', { Output: '{% $states.result.Payload %}' }) })],
          Retry: [{ ErrorEquals: ['Flaky'] }],
          End: true,
        },
      },
      { functions: { flaky } },
    );
    expect(await machine.output()).toEqual([3]);
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
describe('the variables of a branch', () => {
  test('start as those outside, are its own, and are gone after it', async () => {
    const machine = new TestMachine({
      Start: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'P' },
      P: {
        Type: 'Parallel',
        Branches: [
          branch({
            A: { Type: 'Pass', Assign: { inner: 1 }, Next: 'A2' },
            A2: result({ inner: '{% $inner %}', outer: '{% $outer %}' }),
          }),
          branch({ B: result({ sees: '{% $exists($inner) %}' }) }),
        ],
        Next: 'After',
      },
      After: result({ branches: '{% $states.input %}', left: '{% $exists($inner) %}' }),
    });
    expect(await machine.output()).toEqual({
      branches: [{ inner: 1, outer: 'o' }, { sees: false }],
      left: false,
    });
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
describe('Map', () => {
  const map = (fields: object, states: object = { A: { Type: 'Succeed' } }) => ({
    M: { Type: 'Map', ItemProcessor: branch(states), End: true, ...fields },
  });

  test('runs once per item and answers in the order of the items, whichever ends first', async () => {
    const states = { A: { Type: 'Wait', Seconds: '{% $states.input %}', End: true } };
    const machine = new TestMachine(map({ Items: '{% $states.input.pauses %}' }, states));
    expect(await machine.output({ pauses: [20, 1, 10] })).toEqual([20, 1, 10]);
  });

  test('takes its input as items, and has no results for no items', async () => {
    expect(await new TestMachine(map({})).output([1, 2])).toEqual([1, 2]);
    expect(await new TestMachine(map({})).output([])).toEqual([]);
  });

  test('gives each iteration what ItemSelector makes of item, index, input and variables', async () => {
    const selector = {
      sku: '{% $states.context.Map.Item.Value.sku %}',
      index: '{% $states.context.Map.Item.Index %}',
      order: '{% $states.input.id %}',
    };
    const machine = new TestMachine(map({ Items: '{% $states.input.lines %}', ItemSelector: selector }));
    expect(await machine.output({ id: 'o', lines: [{ sku: 'A' }, { sku: 'B' }] })).toEqual([
      { sku: 'A', index: 0, order: 'o' },
      { sku: 'B', index: 1, order: 'o' },
    ]);
  });

  /** Recorded executions: localstack/localstack, test_base_evaluate_expressions.snapshot.json */
  test.each(['ToleratedFailureCount', 'ToleratedFailurePercentage'])('may have a %s', async (field) => {
    const machine = new TestMachine(map({ Items: [1], [field]: '{% 1 %}' }));
    expect(await machine.output()).toEqual([1]);
  });

  /** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html, "Context object data for Map states" */
  test('lets only ItemSelector see the item in the context, not the states of an iteration', async () => {
    const states = { A: result('{% $exists($states.context.Map) %}') };
    expect(await new TestMachine(map({}, states)).output(['a', 'b'])).toEqual([false, false]);
  });

  test.each([
    ['MaxConcurrency', { MaxConcurrency: 2 }, 10, 2],
    ['an expression for it', { MaxConcurrency: '{% 3 %}' }, 10, 3],
    ['the quota of 40', {}, 60, 40],
  ])('runs at most as many iterations at once as %s allows', async (_, fields, items, expected) => {
    let [running, most] = [0, 0];
    const work = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    };
    const machine = new TestMachine(map(fields, { A: invoke('work') }), { functions: { work } });
    await machine.output(Array.from({ length: items }, (_, index) => index));
    expect(most).toBe(expected);
  });

  test('fails with the error of the iteration that failed, and begins no other', async () => {
    const seen: unknown[] = [];
    const check = (n: unknown) => {
      seen.push(n);
      return n === 2 ? new Thrown('TwoIsBad', 'no') : n;
    };
    const machine = new TestMachine(map({ MaxConcurrency: 1 }, { A: invoke('check') }), {
      functions: { check },
    });
    const arn = await machine.start([1, 2, 3]);
    expect(await machine.ended(arn)).toMatchObject({ status: 'FAILED', error: 'TwoIsBad' });
    expect(seen).toEqual([1, 2]);
    expect(await machine.event(arn, 'MapIterationFailed')).toMatchObject({
      mapIterationFailedEventDetails: { name: 'M', index: 1 },
    });
  });

  test('fails when its items are no list', async () => {
    expect(await new TestMachine(map({ Items: '{% $states.input %}' })).run({})).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining(
        "The JSONata expression '$states.input' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'object' for value: {}",
      ),
    });
  });
});
