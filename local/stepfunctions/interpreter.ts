import type { Execution } from './execution.ts';
import { StateFailure } from './failures.ts';
import type { Payload } from './payload.ts';
import { Ended } from './scope.ts';
import { Thread } from './thread.ts';
import { type Transition, Visit } from './visit.ts';

/** A state ready to run. `run` throws `StateFailure` when the state fails and no catcher takes it. */
export interface CompiledState {
  readonly type: string;
  run(visit: Visit): Transition | Promise<Transition>;
}

/** States with one start: a state machine, a branch of a Parallel or the item processor of a Map. */
export interface StateBlock {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, CompiledState>;
}

/** A whole state machine. `timeoutSeconds` bounds each of its executions. */
export interface CompiledMachine extends StateBlock {
  readonly timeoutSeconds: number | undefined;
}

/**
 * Runs a block of states from its start, or in a redrive from where its thread had come to, to its end and answers the
 * last state's output.
 */
export async function runStates(block: StateBlock, input: Payload, thread: Thread): Promise<Payload> {
  let { next, output } = firstStep(block, input, thread);
  while (next !== undefined) {
    const transition: Transition = await runState(block, next, output, thread);
    next = transition.next;
    output = transition.output;
  }
  return output;
}

function firstStep(block: StateBlock, input: Payload, thread: Thread): Pick<Transition, 'next' | 'output'> {
  const { redriven } = thread;
  if (!redriven) return { next: block.startAt, output: input };
  if (!redriven.transition) return { next: redriven.stateName, output: redriven.input };
  thread.redriven = undefined;
  return redriven.transition;
}

async function runState(
  block: StateBlock,
  name: string,
  input: Payload,
  thread: Thread,
): Promise<Transition> {
  const state = block.states.get(name);
  if (!state)
    throw new Error(`The state machine has no state '${name}', which its validation should have found`);
  const visit = new Visit(thread, name, state.type, input);
  try {
    const transition = await state.run(visit);
    const { assigned, output } = transition;
    visit.record(`${state.type}StateExited`, {
      name,
      output: output.text,
      ...(assigned && assigned.text !== '{}' && { assignedVariables: assigned.text }),
    });
    visit.transition = transition;
    if (assigned) thread.variables = { ...thread.variables, ...(assigned.value as object) };
    return transition;
  } catch (thrown) {
    const failure = visit.located(thrown);
    if (failure instanceof StateFailure) visit.failure = failure;
    throw failure;
  }
}

/** Runs an execution to its end. Never rejects: `report` hears of what is wrong with the interpreter itself. */
export async function runExecution(
  machine: CompiledMachine,
  execution: Execution,
  report: (error: unknown) => void,
): Promise<void> {
  const { scope, runtime } = execution;
  const thread = execution.thread?.redrive(scope) ?? new Thread(execution, scope);
  execution.thread = thread;
  const cancelTimeout =
    machine.timeoutSeconds !== undefined &&
    runtime.clock.after(runtime.milliseconds(machine.timeoutSeconds), () => execution.timeOut());
  try {
    const output = await runStates(machine, execution.input, thread);
    scope.check();
    execution.succeed(thread.previousEventId, output.text);
    execution.thread = undefined;
  } catch (thrown) {
    // One that was aborted may run again by now.
    if (thrown instanceof Ended || execution.scope !== scope) return;
    if (thrown instanceof StateFailure) {
      execution.fail(thread.newestEventId, thrown.error, thrown.cause);
      return;
    }
    report(thrown);
    execution.fail(thread.newestEventId, 'States.Runtime', String(thrown));
  } finally {
    if (cancelTimeout) cancelTimeout();
  }
}
