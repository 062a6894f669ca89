import { type Problem, problem } from './diagnostics.ts';

/** What of a state, choice rule or catcher says where it goes to and what it assigns, whatever else is wrong with it. */
export interface RawState {
  Type?: string;
  End?: unknown;
  Next?: unknown;
  Default?: unknown;
  Assign?: object;
  Choices?: RawState[];
  Catch?: RawState[];
}

type Target = [field: string, name: string];

/** The transitions that go nowhere, the states that nothing goes to, and a block that never ends. */
export function graphProblems(
  { StartAt, States }: { StartAt: string; States: Record<string, unknown> },
  path: string,
  isTerminal: (state: unknown) => boolean,
): Problem[] {
  const problems: Problem[] = [];
  const reached = new Set<string>();
  const walk = ([field, name]: Target, from: string): void => {
    if (!Object.hasOwn(States, name)) {
      const message = `Missing '${field.split('/').at(-1)}' target: ${name}`;
      problems.push(problem(`${from}/${field}`, message, 'MISSING_TRANSITION_TARGET'));
    } else if (!reached.has(name)) {
      reached.add(name);
      for (const target of targetsOf(States[name] as RawState)) walk(target, `${path}/States/${name}`);
    }
  };
  walk(['StartAt', StartAt], path);
  for (const [name, state] of Object.entries(States)) {
    if (reached.has(name)) continue;
    const message = `State "${name}" is not reachable.`;
    problems.push(problem(`${path}/States/${name}`, message, 'MISSING_TRANSITION_TARGET'));
    for (const target of targetsOf(state as RawState)) walk(target, `${path}/States/${name}`);
  }
  const ends = (state: unknown) => isTerminal(state) || (state as RawState)?.End === true;
  if (Object.values(States).some(ends)) return problems;
  return [...problems, problem(`${path}/States`, 'No state ends it', 'MISSING_END_STATE')];
}

function targetsOf(state: RawState | null): Target[] {
  const own = (field: 'Next' | 'Default', at = '', from: RawState | null = state): Target[] =>
    typeof from?.[field] === 'string' ? [[`${at}${field}`, from[field]]] : [];
  const ofRules = (field: 'Choices' | 'Catch') => {
    const rules = state?.[field];
    if (!Array.isArray(rules)) return [];
    return rules.flatMap((rule, index) => own('Next', `${field}[${index}]/`, rule));
  };
  return [...own('Next'), ...own('Default'), ...ofRules('Choices'), ...ofRules('Catch')];
}
