import { nowhere, type Problem, problem } from './diagnostics.ts';

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

/**
 * The transitions that go nowhere, which AWS all calls Next, and the states that nothing goes to; of the state machine
 * itself instead that it never ends.
 */
export function graphProblems(
  { StartAt, States }: { StartAt: string; States: Record<string, unknown> },
  path: string,
  isTerminal: (state: unknown) => boolean,
): Problem[] {
  const problems: Problem[] = [];
  const reached = new Set<string>();
  const walk = ([field, name]: Target, from: string): void => {
    if (!Object.hasOwn(States, name)) {
      problems.push(
        problem(`${from}/${field}`, `Missing 'Next' target: ${name}`, 'MISSING_TRANSITION_TARGET'),
      );
    } else if (!reached.has(name)) {
      reached.add(name);
      for (const target of targetsOf(States[name] as RawState)) walk(target, `${path}/States/${name}`);
    }
  };
  walk(['StartAt', StartAt], path);
  const unreached = Object.entries(States).filter(([name]) => !reached.has(name));
  for (const [name, state] of unreached) {
    for (const target of targetsOf(state as RawState)) walk(target, `${path}/States/${name}`);
  }
  const ends = (state: unknown) => isTerminal(state) || (state as RawState)?.End === true;
  if (path === '' && !Object.values(States).some(ends)) {
    return [...problems, problem(nowhere, 'Workflow has no terminal state', 'MISSING_END_STATE')];
  }
  const alone = unreached.map(([name]) =>
    problem(`${path}/States/${name}`, `State "${name}" is not reachable.`, 'MISSING_TRANSITION_TARGET'),
  );
  return [...problems, ...alone];
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
