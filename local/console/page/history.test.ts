import { expect, test } from 'vitest';
import { columnsOf, visitsOf } from './history.ts';

const event = (id: number, type: string, details: object = {}) => ({
  id,
  previousEventId: id - 1,
  timestamp: id,
  type,
  ...details,
});
const entered = (id: number, name: string) =>
  event(id, 'TaskStateEntered', { stateEnteredEventDetails: { name, input: '{}' } });
const exited = (id: number, name: string) =>
  event(id, 'TaskStateExited', { stateExitedEventDetails: { name, output: '1' } });

test('a visit lasts from its entry to its exit and counts its attempts', () => {
  const visits = visitsOf([
    event(1, 'ExecutionStarted'),
    entered(2, 'A'),
    event(3, 'TaskScheduled'),
    event(4, 'TaskFailed', {
      taskFailedEventDetails: { error: 'Busy', cause: '{"errorMessage":"try later"}' },
    }),
    event(5, 'TaskScheduled'),
    event(6, 'TaskSucceeded'),
    exited(7, 'A'),
  ]);
  expect(visits).toEqual([
    {
      ...{ state: 'A', from: 2_000, to: 7_000, input: '{}', output: '1' },
      ...{ attempts: 2, errors: ['Busy: try later'], outcome: 'succeeded' },
    },
  ]);
});

test('a state that was caught has failed, and the one that runs is not over', () => {
  const visits = visitsOf([
    entered(1, 'A'),
    event(2, 'TaskScheduled'),
    event(3, 'TaskTimedOut', { taskTimedOutEventDetails: { error: 'States.Timeout' } }),
    exited(4, 'A'),
    entered(5, 'Undo'),
  ]);
  expect(visits.map(({ state, outcome, to }) => [state, outcome, to])).toEqual([
    ['A', 'failed', 4_000],
    ['Undo', 'running', undefined],
  ]);
});

test('a redrive goes on with the visit in which the execution ended', () => {
  const [visit] = visitsOf([
    entered(1, 'A'),
    event(2, 'TaskScheduled'),
    event(3, 'ExecutionAborted', { executionAbortedEventDetails: { error: 'Operator' } }),
    event(4, 'ExecutionRedriven'),
    event(5, 'TaskScheduled'),
    event(6, 'TaskSucceeded'),
    exited(7, 'A'),
  ]);
  expect(visit).toMatchObject({ to: 7_000, attempts: 2, errors: ['Operator'], outcome: 'succeeded' });
});

test('the workflow stands in two columns, and an undo beside the step that it takes back', () => {
  const { steps, undos } = columnsOf({
    StartAt: 'A',
    States: {
      A: { Next: 'B', Catch: [{ ErrorEquals: ['X'], Next: 'UndoA' }] },
      B: { End: true, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'UndoB' }] },
      UndoB: { Next: 'UndoA' },
      UndoA: { Next: 'Cancel' },
      Cancel: { End: true },
    },
  });
  expect(steps).toEqual(['A', 'B']);
  expect(undos).toEqual(['Cancel', 'UndoA', 'UndoB']);
});
