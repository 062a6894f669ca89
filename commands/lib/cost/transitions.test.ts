import { expect, test } from 'vitest';
import { transitionsOf } from './transitions.ts';

const history = (...types: string[]) => types.map((type) => ({ type }) as { type: 'ExecutionStarted' });

test('a transition is a state that is entered', () => {
  const events = [
    'ExecutionStarted',
    'PassStateEntered',
    'PassStateExited',
    'WaitStateEntered',
    'ExecutionSucceeded',
  ];
  expect(transitionsOf(history(...events))).toBe(2);
});

test('a retry is one more', () => {
  const attempt = ['TaskScheduled', 'TaskStarted', 'TaskFailed'];
  expect(
    transitionsOf(history('TaskStateEntered', ...attempt, ...attempt, ...attempt, 'TaskStateExited')),
  ).toBe(3);
});
