import { describe, expect, test } from 'vitest';
import { type Definition, readSaga } from './saga.ts';

const any = (Next: string) => [{ ErrorEquals: ['States.ALL'], Next }];

/** Two steps, the undo of the first, and an end of the rollback. */
const definition = (): Definition & { States: Record<string, object> } => ({
  StartAt: 'Take',
  States: {
    Take: {
      Comment: 'Takes it. Undo: GiveBack.',
      Retry: [{ MaxAttempts: 0 }, { MaxAttempts: 8 }, {}],
      Next: 'Ask',
      Catch: any('GiveBack'),
    },
    Ask: {
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Catch: [{ ErrorEquals: ['Refused', 'TooLate'], Next: 'GiveBack' }, ...any('GiveBack')],
    },
    GiveBack: { Next: 'GiveUp' },
    GiveUp: {},
  },
});

test('a saga has steps with their undos, retries and errors, and the rollback in the order in which it runs', () => {
  const task = { retries: [], awaitsToken: false };
  expect(readSaga(definition())).toEqual({
    steps: [
      {
        name: 'Take',
        undo: 'GiveBack',
        retries: [8, 3],
        awaitsToken: false,
        onError: { errors: ['States.ALL'], to: 'GiveBack' },
      },
      {
        name: 'Ask',
        retries: [],
        awaitsToken: true,
        onError: { errors: ['Refused', 'TooLate', 'States.ALL'], to: 'GiveBack' },
      },
    ],
    rollback: [
      { name: 'GiveBack', ...task },
      { name: 'GiveUp', ...task },
    ],
  });
});

describe('what is no saga is refused, with what is wrong:', () => {
  const wrong: { title: string; states: Record<string, object>; message: RegExp }[] = [
    {
      title: 'undos that do not run in reverse order',
      states: { Ask: { Comment: 'Undo: GiveUp.' } },
      message: /The rollback is GiveUp, but the steps are undone by GiveUp, GiveBack/,
    },
    { title: 'a state that nothing reaches', states: { Extra: {} }, message: /^Extra is neither a step nor/ },
    {
      title: 'a state that does not exist',
      states: { GiveBack: { Next: 'Nowhere' } },
      message: /no state "Nowhere"\. States: Take/,
    },
    { title: 'a loop', states: { GiveUp: { Next: 'GiveBack' } }, message: /"GiveBack" leads back to itself/ },
    {
      title: 'an error that leads forward',
      states: { Ask: { Catch: any('Take') } },
      message: /"Ask" catches into Take, which is not in the rollback/,
    },
    {
      title: 'two ways back from one step',
      states: { Ask: { Catch: [...any('GiveBack'), ...any('GiveUp')] } },
      message: /"Ask" catches into GiveBack and GiveUp/,
    },
  ];
  test.each(wrong)('$title', ({ states, message }) => {
    const { States, StartAt } = definition();
    expect(() => readSaga({ StartAt, States: { ...States, ...states } })).toThrow(message);
  });
});
