/** An Amazon States Language definition, as far as a saga is drawn from it. https://states-language.net */
export interface Definition {
  StartAt: string;
  States: Record<string, State>;
}

interface State {
  Comment?: string;
  Resource?: string;
  Next?: string;
  Retry?: { MaxAttempts?: number }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
}

/** A state of a saga. */
export interface Task {
  name: string;
  /** How many retries each of its retriers allows, without those that allow none. */
  retries: number[];
  /** It ends when somebody answers its task token, not when its function does. */
  awaitsToken: boolean;
}

/** A state of the forward path. */
export interface Step extends Task {
  /** The state that takes its effect back. */
  undo?: string;
  /** Which errors lead where, after their retries. */
  onError?: { errors: string[]; to: string };
}

/** A workflow whose steps have undos: when one fails, the undos run in reverse order from there. */
export interface Saga {
  steps: Step[];
  /** The undos in the order in which they run, and after them the states that end the rollback. */
  rollback: Task[];
}

/**
 * Reads a saga: the forward path goes from the start by `Next`, and the comment of each step names its undo, "Undo: X.".
 * Throws when the rollback is not one chain that undoes the steps in reverse order.
 */
export function readSaga(definition: Definition): Saga {
  const steps = chain(definition, definition.StartAt).map((name) => readStep(definition, name));
  const undos = steps.flatMap(({ undo }) => undo ?? []).reverse();
  const rollback = undos[0] === undefined ? [] : chain(definition, undos[0]);
  if (undos.some((undo, i) => rollback[i] !== undo))
    throw new Error(
      `The rollback is ${rollback.join(', ')}, but the steps are undone by ${undos.join(', ')}, in this order. ` +
        `Correct "Next" of the undos, or "Undo: …" in the steps' comments.`,
    );
  refuseOthers(definition, steps, rollback);
  return { steps, rollback: rollback.map((name) => readTask(name, stateOf(definition, name))) };
}

/** The states from `start` along `Next`. */
function chain(definition: Definition, start: string): string[] {
  const names: string[] = [];
  for (let name: string | undefined = start; name !== undefined; name = stateOf(definition, name).Next) {
    if (names.includes(name)) throw new Error(`State "${name}" leads back to itself. A saga has no loop.`);
    names.push(name);
  }
  return names;
}

function readStep(definition: Definition, name: string): Step {
  const state = stateOf(definition, name);
  const undo = /\bUndo: (\w+)\./.exec(state.Comment ?? '')?.[1];
  const catchers = state.Catch ?? [];
  const targets = [...new Set(catchers.map(({ Next }) => Next))];
  const [to] = targets;
  if (targets.length > 1)
    throw new Error(
      `State "${name}" catches into ${targets.join(' and ')}. A step of a saga has one way back.`,
    );
  return {
    ...readTask(name, state),
    ...(undo !== undefined && { undo }),
    ...(to !== undefined && { onError: { to, errors: catchers.flatMap(({ ErrorEquals }) => ErrorEquals) } }),
  };
}

const readTask = (name: string, { Resource = '', Retry = [] }: State): Task => ({
  name,
  retries: Retry.map(({ MaxAttempts = defaultMaxAttempts }) => MaxAttempts).filter(
    (attempts) => attempts > 0,
  ),
  awaitsToken: Resource.endsWith('.waitForTaskToken'),
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const defaultMaxAttempts = 3;

function stateOf({ States: states }: Definition, name: string): State {
  const state = states[name];
  if (!state) throw new Error(`There is no state "${name}". States: ${Object.keys(states).join(', ')}.`);
  return state;
}

function refuseOthers({ States: states }: Definition, steps: Step[], rollback: string[]): void {
  const known = [...steps.map(({ name }) => name), ...rollback];
  const others = Object.keys(states).filter((name) => !known.includes(name));
  if (others.length > 0)
    throw new Error(`${others.join(', ')} is neither a step nor in the rollback, so it cannot be drawn.`);
  const astray = steps.find(({ onError }) => onError && !rollback.includes(onError.to));
  if (astray)
    throw new Error(
      `State "${astray.name}" catches into ${astray.onError?.to}, which is not in the rollback.`,
    );
}
