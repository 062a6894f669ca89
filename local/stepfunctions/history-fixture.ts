import { runAlone } from './run-alone.ts';
import type { Mocks } from './tasks/mocks.ts';

export interface Event {
  id: number;
  previousEventId: number;
  type: string;
  [details: string]: unknown;
}

export const block = (states: object) => ({ StartAt: Object.keys(states)[0], States: states });

/** Runs states, the first one first, and answers the history: whole, and in short as `id<previous type`. */
export async function historyOf(
  states: object,
  { input = {}, mocks = {} }: { input?: unknown; mocks?: Mocks } = {},
) {
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...block(states) });
  const { history } = await runAlone(definition, JSON.stringify(input), mocks);
  const events = history as Event[];
  return { events, chain: events.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`) };
}

export const boom = { Boom: { Type: 'Fail', Error: 'MyError', Cause: 'my cause' } };
export const passes = (name: string, more: object = {}) => ({ [name]: { Type: 'Pass', End: true, ...more } });
export const undefinedOutput = passes('Undef', { Output: { v: '{% $states.input.missing %}' } });
export const task = (more: object = {}) => ({
  Send: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', End: true, ...more },
});
export const parallel = (branches: object[], more: object = {}) => ({
  P: { Type: 'Parallel', Branches: branches.map(block), ...('Next' in more ? {} : { End: true }), ...more },
});
export const map = (states: object, more: object = {}) => ({
  M: { Type: 'Map', ItemProcessor: block(states), End: true, ...more },
});
export const handled = { Handled: { Type: 'Pass', End: true } };
export const catchAll = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Handled' }] };
