import { describe, expect, test } from 'vitest';
import { runAlone } from './run-alone.ts';
import type { Mocks } from './tasks/mocks.ts';

const task = (more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::dynamodb:getItem',
  End: true,
  ...more,
});

function run(states: object, mocks: Mocks = {}, input = '{}') {
  const definition = { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states };
  return runAlone(JSON.stringify(definition), input, mocks);
}

/** The engine and its language have tests of their own; these are of what is different when it runs alone. */
describe('an execution that runs alone', () => {
  test('waits in no time, and its own clock shows the time that it waited', async () => {
    const began = Date.now();
    const { output, history } = await run({
      Before: { Type: 'Pass', Assign: { at: '{% $millis() %}' }, Next: 'Month' },
      Month: { Type: 'Wait', Seconds: 2_592_000, Next: 'Hour' },
      Hour: { Type: 'Wait', Timestamp: '{% $fromMillis($millis() + 3600000) %}', Next: 'After' },
      After: {
        Type: 'Pass',
        Output: { passed: '{% $millis() - $at %}', isNow: '{% $toMillis($now()) = $millis() %}' },
        End: true,
      },
    });
    expect(output).toEqual({ passed: 2_595_600_000, isNow: true });
    const times = (history as { timestamp: number }[]).map(({ timestamp }) => timestamp);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeCloseTo(2_595_600, 3);
    expect(Date.now() - began).toBeLessThan(5000);
  });

  test('lets what takes longer end later', async () => {
    const branch = (Seconds: number) => ({
      StartAt: `W${Seconds}`,
      States: { [`W${Seconds}`]: { Type: 'Wait', Seconds, End: true } },
    });
    const { history } = await run({
      P: { Type: 'Parallel', Branches: [branch(7200), branch(60), branch(3600)], End: true },
    });
    const exits = (history as { stateExitedEventDetails?: { name: string } }[]).flatMap(
      ({ stateExitedEventDetails }) => stateExitedEventDetails?.name ?? [],
    );
    expect(exits).toEqual(['W60', 'W3600', 'W7200', 'P']);
  });

  test('takes the mock of each task for its result, whatever its resource', async () => {
    const states = {
      A: task({
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: 'f' },
        Assign: { a: '{% $states.result.Payload %}' },
        Next: 'B',
        End: undefined,
      }),
      B: task({
        Resource: 'arn:aws:states:::sns:publish.waitForTaskToken',
        Output: { a: '{% $a %}', b: '{% $states.result %}' },
      }),
    };
    const { status, output } = await run(states, { A: { result: { Payload: 1 } }, B: { result: null } });
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: { a: 1, b: null } });
  });

  test('takes the mocks of a list one attempt after the other, and the last for all that follow', async () => {
    const states = {
      Poll: task({ Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 60 }], Next: 'Ready', End: undefined }),
      Ready: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input = "done" %}', Next: 'Map' }],
        Default: 'Poll',
      },
      Map: {
        Type: 'Map',
        Items: [1, 2],
        ItemProcessor: { StartAt: 'Each', States: { Each: task() } },
        End: true,
      },
    };
    const polls = [{ error: 'Busy' }, { result: 'running' }, { error: 'Busy' }, { result: 'done' }] as const;
    const { output } = await run(states, {
      Poll: [...polls],
      Each: [{ result: 'first' }, { result: 'last' }],
    });
    expect(output).toEqual(['first', 'last']);
  });

  test('fails a task with the error and the cause of its mock, which a catcher takes', async () => {
    const caught = { ErrorEquals: ['OutOfStock'], Output: '{% $states.errorOutput %}', Next: 'Done' };
    const states = { A: task({ Catch: [caught] }), Done: { Type: 'Succeed' } };
    const { output } = await run(states, { A: { error: 'OutOfStock', cause: 'MUG-001' } });
    expect(output).toEqual({ Error: 'OutOfStock', Cause: 'MUG-001' });
  });

  test('ends at a task that has no mock, by its name and past every catcher', async () => {
    const states = {
      Pay: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }] }),
      Done: { Type: 'Succeed' },
    };
    expect(await run(states)).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: expect.stringContaining("The task 'Pay' has no mock."),
    });
  });

  test('times out when its waits are longer than it may take', async () => {
    const definition = {
      QueryLanguage: 'JSONata',
      TimeoutSeconds: 3600,
      StartAt: 'W',
      States: { W: { Type: 'Wait', Seconds: 7200, End: true } },
    };
    const { status, error, history } = await runAlone(JSON.stringify(definition), '{}', {});
    expect({ status, error }).toEqual({ status: 'TIMED_OUT', error: undefined });
    expect(history.at(-1)).toMatchObject({ type: 'ExecutionTimedOut', previousEventId: 0 });
  });
});
