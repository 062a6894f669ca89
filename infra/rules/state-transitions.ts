import type { Finding, Rule } from './rule.ts';
import { type State, type States, stateMachines } from './state-machine.ts';

/** Every state that another one names exists, and every state is reached from the start, in branches and maps too. */
export const stateTransitions: Rule = {
  name: 'state-transitions',
  check: (assembly) =>
    stateMachines(assembly).flatMap(({ machine, definition }) =>
      problemsOf('the workflow', definition).map((message): Finding => ({ resource: machine, message })),
    ),
};

function problemsOf(where: string, { StartAt: start, States: states = {} }: States): string[] {
  const names = Object.keys(states).join(', ');
  const nowhere = (from: string, target: string | undefined) =>
    `${from} leads to "${target}", which is not a state of ${where}. States: ${names}. Correct the name.`;
  const reached = new Set<string>();
  const problems: string[] = [];
  const visit = (from: string, target: string | undefined): void => {
    const state = states[target ?? ''];
    if (!state) problems.push(nowhere(from, target));
    if (!state || target === undefined || reached.has(target)) return;
    reached.add(target);
    for (const [field, next] of transitionsOf(state)) visit(`${field} of state "${target}"`, next);
  };
  visit(`StartAt of ${where}`, start);
  for (const [name, state] of Object.entries(states)) {
    if (!reached.has(name))
      problems.push(
        `state "${name}" is never reached from StartAt of ${where}. Let a state lead to it, or remove it.`,
      );
    for (const [index, inner] of innerStates(state).entries())
      problems.push(...problemsOf(`part ${index + 1} of state "${name}"`, inner));
  }
  return problems;
}

function transitionsOf(state: State): [field: string, target: string | undefined][] {
  const { Next: next, Default: otherwise, Catch: catchers = [], Choices: choices = [] } = state;
  return [
    ...(next === undefined ? [] : [['Next', next] as [string, string]]),
    ...(otherwise === undefined ? [] : [['Default', otherwise] as [string, string]]),
    ...catchers.map(({ Next }): [string, string | undefined] => ['Catch', Next]),
    ...choices.map(({ Next }): [string, string | undefined] => ['Choices', Next]),
  ];
}

const innerStates = ({ Branches: branches = [], ItemProcessor: processor, Iterator: iterator }: State) =>
  [...branches, processor, iterator].filter((inner): inner is States => inner !== undefined);
