import type { Execution } from './execution.ts';
import type { Bindings, Template } from './expressions.ts';
import { InterpreterFailure, StateFailure } from './failures.ts';
import { type Payload, payloadOf } from './payload.ts';
import type { Scope } from './scope.ts';

/** One line of states: the execution itself, a branch of a Parallel or an iteration of a Map, with its own variables. */
export interface Thread {
  readonly execution: Execution;
  readonly scope: Scope;
  /** `$states.context.Map` inside a Map. */
  readonly map: object | undefined;
  variables: Readonly<Record<string, unknown>>;
  lastEventId: number;
}

/** How a state is left: what it assigns and puts out, and the state after it (none when it is the last). */
export interface Exit {
  next: string | undefined;
  assign: Template | undefined;
  output: Template | undefined;
}

/** What a state came to: its evaluated exit. */
export interface Transition {
  next: string | undefined;
  output: Payload;
  assigned: Record<string, unknown> | undefined;
}

/** The parts of `$states` beside input and context. */
export interface StatesParts {
  result?: unknown;
  errorOutput?: unknown;
}

/** One visit of a thread to a state. Retries are part of the same visit. */
export class Visit {
  readonly thread: Thread;
  readonly stateName: string;
  readonly input: Payload;
  readonly #enteredEventId: number;
  readonly #enteredTime = new Date().toISOString();
  retryCount = 0;
  taskToken: string | undefined;

  constructor(thread: Thread, stateName: string, stateType: string, input: Payload) {
    this.thread = thread;
    this.stateName = stateName;
    this.input = input;
    this.record(`${stateType}StateEntered`, { name: stateName, input: input.text });
    this.#enteredEventId = thread.lastEventId;
  }

  get execution(): Execution {
    return this.thread.execution;
  }

  /** Adds an event to the history, after the last one of this thread. Throws `Ended` when the thread has ended. */
  record(type: string, details?: Record<string, unknown>): void {
    const { scope, execution, lastEventId } = this.thread;
    scope.check();
    this.thread.lastEventId = execution.history.record(lastEventId, type, details);
  }

  /** Evaluates a field with the variables as they were when the state was entered. */
  evaluate(template: Template, parts?: StatesParts, map = this.thread.map): unknown {
    return template.evaluate(this.#bindings(parts, map));
  }

  #bindings(parts: StatesParts | undefined, map: object | undefined): Bindings {
    const context = {
      ...this.execution.context,
      State: { EnteredTime: this.#enteredTime, Name: this.stateName, RetryCount: this.retryCount },
      ...(this.taskToken !== undefined && { Task: { Token: this.taskToken } }),
      ...(map && { Map: map }),
    };
    return { ...this.thread.variables, states: { input: this.input.value, context, ...parts } };
  }

  /** Evaluates Assign and Output, which see the same variables and not each other's results. */
  async leave(exit: Exit, fallback: Payload, parts?: StatesParts): Promise<Transition> {
    const assigned = exit.assign && payloadOf(await this.evaluate(exit.assign, parts));
    const output = exit.output ? payloadOf(await this.evaluate(exit.output, parts)) : fallback;
    return { next: exit.next, output, assigned: assigned?.value as Transition['assigned'] };
  }

  /** Names the state in what the interpreter raised, as Step Functions does; other errors pass unchanged. */
  located(thrown: unknown): unknown {
    if (!(thrown instanceof InterpreterFailure)) return thrown;
    const { error, location } = thrown;
    const cause = `An error occurred while executing the state '${this.stateName}' (entered at the event id #${this.#enteredEventId}). ${thrown.cause}`;
    if (location !== undefined) {
      this.record('EvaluationFailed', { error, cause, location, state: this.stateName });
    }
    return new StateFailure(error, cause);
  }
}

/** Evaluates a field that must be of one JSON type. Throws States.QueryEvaluationError naming what it was. */
export async function evaluateAs<T>(
  visit: Visit,
  field: string,
  template: Template,
  expected: string,
  accepts: (value: unknown) => value is T,
): Promise<T> {
  const value = await visit.evaluate(template);
  if (accepts(value)) return value;
  throw new InterpreterFailure(
    'States.QueryEvaluationError',
    `The field '${field}' must be ${expected}, but its JSONata expression returned ${JSON.stringify(value)}.`,
    field,
  );
}

export const isString = (value: unknown): value is string => typeof value === 'string';
export const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
export const isArray = (value: unknown): value is unknown[] => Array.isArray(value);
/** Seconds of waits and timeouts: whole, and at most 99,999,999 (Amazon States Language). */
export const isSeconds = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 99_999_999;
