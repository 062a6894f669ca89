import { describe, expect, test } from 'vitest';
import {
  boom,
  catchAll,
  handled,
  historyOf,
  map,
  parallel,
  passes,
  task,
  undefinedOutput,
} from './history-fixture.ts';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html, in the order that AWS records. */
describe('the history of a Parallel', () => {
  test('lets each branch follow the start, and what comes next the last event of a branch', async () => {
    const { chain } = await historyOf({
      ...parallel([passes('A'), passes('B')], { Next: 'After', End: undefined }),
      ...passes('After'),
    });
    expect(chain.slice(0, 3)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 ParallelStateEntered',
      '3<2 ParallelStateStarted',
    ]);
    expect(chain.filter((event) => event.endsWith('<3 PassStateEntered'))).toHaveLength(2);
    expect(chain.slice(7)).toEqual([
      '8<7 ParallelStateSucceeded',
      '9<7 ParallelStateExited',
      '10<9 PassStateEntered',
      '11<10 PassStateExited',
      '12<11 ExecutionSucceeded',
    ]);
  });

  test('tells that it failed, and then why the execution did', async () => {
    const { chain, events } = await historyOf(parallel([boom]));
    expect(chain).toEqual([
      '1<0 ExecutionStarted',
      '2<0 ParallelStateEntered',
      '3<2 ParallelStateStarted',
      '4<3 FailStateEntered',
      '5<4 ParallelStateFailed',
      '6<5 ExecutionFailed',
    ]);
    expect(events[5]).toMatchObject({ executionFailedEventDetails: { error: 'MyError', cause: 'my cause' } });
    expect(events[4]).not.toHaveProperty('parallelStateFailedEventDetails');
  });

  test('that is retried tells its failure once, when no retry is left', async () => {
    const retry = { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] };
    const { chain } = await historyOf(parallel([boom], retry));
    expect(chain.slice(2)).toEqual([
      '3<2 ParallelStateStarted',
      '4<3 FailStateEntered',
      '5<4 ParallelStateStarted',
      '6<5 FailStateEntered',
      '7<6 ParallelStateFailed',
      '8<7 ExecutionFailed',
    ]);
  });

  test('tells a failure that is caught, too', async () => {
    const { chain } = await historyOf({ ...parallel([undefinedOutput], catchAll), ...handled });
    expect(chain.slice(3)).toEqual([
      '4<3 PassStateEntered',
      '5<3 EvaluationFailed',
      '6<5 ParallelStateFailed',
      '7<6 ParallelStateExited',
      '8<7 PassStateEntered',
      '9<8 PassStateExited',
      '10<9 ExecutionSucceeded',
    ]);
  });

  test('tells beside its line that a task failed its branch', async () => {
    const mocks = { Send: { error: 'SQS.QueueDoesNotExistException', cause: 'gone' } };
    const { chain, events } = await historyOf({ ...parallel([task()], catchAll), ...handled }, { mocks });
    expect(chain.slice(3)).toEqual([
      '4<3 TaskStateEntered',
      '5<4 TaskScheduled',
      '6<5 TaskStarted',
      '7<6 TaskFailed',
      '8<7 TaskStateAborted',
      '9<7 ParallelStateFailed',
      '10<9 ParallelStateExited',
      '11<10 PassStateEntered',
      '12<11 PassStateExited',
      '13<12 ExecutionSucceeded',
    ]);
    expect(events[7]).not.toHaveProperty('taskStateAbortedEventDetails');
  });

  test('tells the waits and tasks of other branches that a failure cut', async () => {
    const pause = { Pause: { Type: 'Wait', Seconds: 1, Next: 'Boom' }, ...boom };
    const long = { Long: { Type: 'Wait', Seconds: 20, End: true } };
    const { chain, events } = await historyOf(parallel([long, pause, passes('Done')]));
    const failure = events.find(({ type }) => type === 'FailStateEntered')?.id ?? 0;
    expect(chain.slice(failure)).toEqual([
      `${failure + 1}<${failure} WaitStateAborted`,
      `${failure + 2}<${failure} ParallelStateFailed`,
      `${failure + 3}<${failure + 2} ExecutionFailed`,
    ]);
  });

  test('tells nothing of a branch that fails with States.Runtime, which ends the execution at once', async () => {
    const lost = {
      Lost: { Type: 'Choice', Choices: [{ Condition: false, Next: 'Never' }] },
      ...passes('Never'),
    };
    const { chain, events } = await historyOf({ ...parallel([lost], catchAll), ...handled });
    expect(chain.slice(3)).toEqual(['4<3 ChoiceStateEntered', '5<4 ExecutionFailed']);
    expect(events[4]).toMatchObject({
      executionFailedEventDetails: {
        error: 'States.Runtime',
        cause:
          "An error occurred while executing the state 'Lost' (entered at the event id #4). Failed to transition out of the state. The state does not point to a next state.",
      },
    });
  });

  test('tells a catcher that fails itself from before the first failure, and the second', async () => {
    const catcher = { ErrorEquals: ['States.ALL'], Output: '{% $states.input.missing %}', Next: 'Handled' };
    const { chain, events } = await historyOf({ ...parallel([boom], { Catch: [catcher] }), ...handled });
    expect(chain.slice(3)).toEqual([
      '4<3 FailStateEntered',
      '5<4 ParallelStateFailed',
      '6<4 EvaluationFailed',
      '7<6 ParallelStateFailed',
      '8<7 ExecutionFailed',
    ]);
    expect(events[5]).toMatchObject({ evaluationFailedEventDetails: { location: 'Catch[0]/Output' } });
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
describe('the history of a Map', () => {
  test('tells each iteration by its index', async () => {
    const { chain, events } = await historyOf(map(passes('A'), { MaxConcurrency: 1 }), { input: [1, 2] });
    expect(chain).toEqual([
      '1<0 ExecutionStarted',
      '2<0 MapStateEntered',
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 PassStateEntered',
      '6<5 PassStateExited',
      '7<6 MapIterationSucceeded',
      '8<6 MapIterationStarted',
      '9<8 PassStateEntered',
      '10<9 PassStateExited',
      '11<10 MapIterationSucceeded',
      '12<11 MapStateSucceeded',
      '13<11 MapStateExited',
      '14<13 ExecutionSucceeded',
    ]);
    expect(events[2]).toMatchObject({ mapStateStartedEventDetails: { length: 2 } });
    expect(events[7]).toMatchObject({ mapIterationStartedEventDetails: { name: 'M', index: 1 } });
    expect(events[10]).toMatchObject({ mapIterationSucceededEventDetails: { name: 'M', index: 1 } });
  });

  /** A recorded execution: localstack/localstack, test_timeouts.snapshot.json, test_service_lambda_map_timeout */
  test('starts all iterations that may run at once before the first goes on', async () => {
    const states = { W: { Type: 'Wait', Seconds: 1, End: true } };
    const { chain } = await historyOf(map(states, { MaxConcurrency: 2, ItemSelector: { a: '{% 1 %}' } }), {
      input: [1, 2, 3],
    });
    expect(chain.slice(3, 7)).toEqual([
      '4<3 MapIterationStarted',
      '5<3 MapIterationStarted',
      '6<4 WaitStateEntered',
      '7<5 WaitStateEntered',
    ]);
  });

  test('over no items goes on from its start', async () => {
    const { chain } = await historyOf(map(passes('A')), { input: [] });
    expect(chain.slice(2)).toEqual([
      '3<2 MapStateStarted',
      '4<3 MapStateSucceeded',
      '5<3 MapStateExited',
      '6<5 ExecutionSucceeded',
    ]);
  });

  test('tells which iteration failed', async () => {
    const { chain, events } = await historyOf(map(undefinedOutput, { MaxConcurrency: 1 }), { input: [1, 2] });
    expect(chain.slice(3)).toEqual([
      '4<3 MapIterationStarted',
      '5<4 PassStateEntered',
      '6<4 EvaluationFailed',
      '7<6 MapIterationFailed',
      '8<6 MapStateFailed',
      '9<8 ExecutionFailed',
    ]);
    expect(events[6]).toMatchObject({ mapIterationFailedEventDetails: { name: 'M', index: 0 } });
  });

  test('tells the iterations that a failure cut and the states they were in, before the one that failed', async () => {
    const states = {
      Route: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input = "fail" %}', Next: 'Pause' }],
        Default: 'Long',
      },
      Long: { Type: 'Wait', Seconds: 15, End: true },
      Pause: { Type: 'Wait', Seconds: 1, Next: 'Boom' },
      ...boom,
    };
    const { chain, events } = await historyOf(map(states), { input: ['long', 'fail'] });
    const failure = events.find(({ type }) => type === 'FailStateEntered')?.id ?? 0;
    expect(chain.slice(failure)).toEqual([
      `${failure + 1}<${failure} MapIterationAborted`,
      `${failure + 2}<${failure} WaitStateAborted`,
      `${failure + 3}<${failure} MapIterationFailed`,
      `${failure + 4}<${failure} MapStateFailed`,
      `${failure + 5}<${failure + 4} ExecutionFailed`,
    ]);
    expect(events[failure]).toMatchObject({ mapIterationAbortedEventDetails: { name: 'M', index: 0 } });
    expect(events[failure + 2]).toMatchObject({ mapIterationFailedEventDetails: { name: 'M', index: 1 } });
  });

  /** localstack/localstack, test_base_scenarios.snapshot.json, test_map_state_items_input_types and others */
  test.each([
    ['items that cannot be evaluated', { Items: '{% $states.input.missing %}' }, { location: 'Items' }],
    [
      'an input that is no list',
      {},
      { cause: expect.stringMatching(/#4\)\. Map state input must be an array but was: {"a":1}$/) },
    ],
  ])('tells %s before it starts, and beside its entry', async (_, fields, details) => {
    const { M } = map(passes('A'), fields);
    const states = { Start: { Type: 'Pass', Next: 'M' }, M };
    const { chain, events } = await historyOf(states, { input: { a: 1 } });
    expect(chain.slice(3)).toEqual([
      '4<3 MapStateEntered',
      '5<3 EvaluationFailed',
      '6<5 MapStateFailed',
      '7<6 ExecutionFailed',
    ]);
    const told = events[4]?.['evaluationFailedEventDetails'] as Record<string, unknown>;
    expect(told).toMatchObject({ error: 'States.QueryEvaluationError', state: 'M', ...details });
    expect('location' in told).toBe('location' in details);
  });

  test('tells an item that cannot be selected without an iteration', async () => {
    const { chain } = await historyOf(map(passes('A'), { ItemSelector: '{% $states.context.absent %}' }), {
      input: [1],
    });
    expect(chain.slice(2)).toEqual([
      '3<2 MapStateStarted',
      '4<3 EvaluationFailed',
      '5<4 MapStateFailed',
      '6<5 ExecutionFailed',
    ]);
  });
});

/** Recorded executions: localstack/localstack, test_assign_reference_variables and test_base_scenarios.snapshot.json */
test.each([
  ['Pass', undefinedOutput, '5<3 EvaluationFailed'],
  ['Task', task({ Arguments: '{% $missing %}' }), '5<3 EvaluationFailed'],
  ['Wait', { W: { Type: 'Wait', Timestamp: "{% 'no time' %}", End: true } }, '5<4 EvaluationFailed'],
])(
  'an evaluation that fails at once in a %s stands where recorded executions have it',
  async (_, state, told) => {
    const [Next] = Object.keys(state);
    const { chain } = await historyOf({ Start: { Type: 'Pass', Next }, ...state });
    expect(chain.slice(4)).toEqual([told, '6<5 ExecutionFailed']);
  },
);

test('a Fail state without Error and Cause fails the execution without them', async () => {
  const { events } = await historyOf({ F: { Type: 'Fail' } });
  expect(events[2]).toMatchObject({ type: 'ExecutionFailed', executionFailedEventDetails: {} });
  expect(JSON.stringify(events[2]?.['executionFailedEventDetails'])).toBe('{}');
});

test('an Assign that assigns nothing leaves no trace', async () => {
  const { events } = await historyOf(passes('A', { Assign: {} }));
  expect(events[2]?.['stateExitedEventDetails']).not.toHaveProperty('assignedVariables');
});
