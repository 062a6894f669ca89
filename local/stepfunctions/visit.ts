import type { Execution } from './execution.ts';
import { evaluationFailure, fieldFailure, type Template } from './expressions.ts';
import { InterpreterFailure, isRecorded, StateFailure } from './failures.ts';
import { type Payload, payloadOf } from './payload.ts';
import type { Thread } from './thread.ts';

const noBindings = { states: {} };

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
  assigned: Payload | undefined;
}

/** The parts of `$states` beside input and context. */
export interface StatesParts {
  result?: Payload;
  errorOutput?: object;
  /** `$states.context.Map`, which only ItemSelector sees. */
  map?: object;
}

/** One visit of a thread to a state. Retries are part of the same visit. */
export class Visit {
  readonly thread: Thread;
  readonly stateName: string;
  readonly input: Payload;
  readonly stateType: string;
  readonly #enteredEventId: number;
  readonly #beforeEventId: number;
  /** Only of a state that may be retried. */
  retryCount: number | undefined;
  taskToken: string | undefined;
  /** How the state was left, once it has been. */
  transition: Transition | undefined;
  /** Why it failed. */
  failure: StateFailure | undefined;
  /** The items of a Map, and the latest threads of a Parallel or Map by branch or item. */
  items: unknown[] | undefined;
  threads: Thread[] | undefined;
  /** The threads that its first attempt in a redrive goes on with. */
  redrivenThreads: Thread[] | undefined;

  constructor(thread: Thread, stateName: string, stateType: string, input: Payload) {
    this.thread = thread;
    this.stateName = stateName;
    this.stateType = stateType;
    this.input = input;
    const { redriven } = thread;
    thread.redriven = undefined;
    this.#beforeEventId = redriven ? redriven.#beforeEventId : thread.previousEventId;
    if (redriven) {
      this.#enteredEventId = redriven.#enteredEventId;
      this.items = redriven.items;
      this.redrivenThreads = redriven.#threadsToRedrive();
      thread.previousEventId = this.#enteredEventId;
    } else {
      thread.record(`${stateType}StateEntered`, { name: stateName, input: input.text });
      this.#enteredEventId = thread.previousEventId;
    }
    thread.visit = this;
  }

  /** After too much data all branches and iterations are run again, also those that succeeded. */
  #threadsToRedrive(): Thread[] | undefined {
    return this.failure?.error === 'States.DataLimitExceeded' ? undefined : this.threads;
  }

  get execution(): Execution {
    return this.thread.execution;
  }

  record(type: string, details?: Record<string, unknown>): void {
    this.thread.record(type, details);
  }

  /** Lets so many seconds pass. */
  sleep(seconds: number): Promise<void> {
    const { clock, milliseconds } = this.execution.runtime;
    return this.thread.scope.wait(({ resolve }) =>
      clock.after(milliseconds(seconds), () => resolve(undefined)),
    );
  }

  /** Evaluates a field with the variables as they were when the state was entered. */
  evaluate(template: Template, parts?: StatesParts): unknown {
    if (template.constant) return template.evaluate(noBindings);
    const states: Record<string, unknown> = {};
    if (template.reads.input) states['input'] = this.input.value;
    if (template.reads.context) states['context'] = this.#context(parts?.map);
    if (parts?.result) states['result'] = parts.result.value;
    if (parts?.errorOutput) states['errorOutput'] = parts.errorOutput;
    return template.evaluate({
      ...this.execution.runtime.clock.functions,
      ...this.thread.variables,
      states,
    });
  }

  /** `$states.context` (developer guide, "Context object"). */
  #context(map: object | undefined): object {
    const { context, history } = this.execution;
    return {
      ...context,
      State: {
        Name: this.stateName,
        EnteredTime: new Date(history.timeOf(this.#enteredEventId)).toISOString(),
        ...(this.retryCount !== undefined && { RetryCount: this.retryCount }),
      },
      ...(this.taskToken !== undefined && { Task: { Token: this.taskToken } }),
      ...(map && { Map: map }),
    };
  }

  /** Tells that the branches or iterations of this state failed it for good. */
  recordFailed(failure: unknown): void {
    if (!isRecorded(failure) || this.stateType === 'Task') return;
    this.record(`${this.stateType}StateFailed`);
  }

  /** Evaluates Assign and Output, which see the same variables and not each other's results. */
  leave(exit: Exit, fallback: Payload, parts?: StatesParts): Transition | Promise<Transition> {
    if (exit.assign || exit.output) return this.#evaluateExit(exit, fallback, parts);
    return { next: exit.next, output: fallback, assigned: undefined };
  }

  async #evaluateExit(exit: Exit, fallback: Payload, parts?: StatesParts): Promise<Transition> {
    const assigned = exit.assign && this.payloadOf(await this.evaluate(exit.assign, parts));
    const output = exit.output ? this.payloadOf(await this.evaluate(exit.output, parts)) : fallback;
    return { next: exit.next, output, assigned };
  }

  /** Takes what an expression of this state made. Throws States.DataLimitExceeded when it is too large. */
  payloadOf(value: unknown): Payload {
    return payloadOf(value, this.stateName);
  }

  /** On AWS what fails before a state has done anything follows the event before its entry, except in a Wait. */
  #standBesideEntry(): void {
    const { thread } = this;
    if (thread.previousEventId !== this.#enteredEventId || this.stateType === 'Wait') return;
    thread.continueFrom({ previousEventId: this.#beforeEventId });
  }

  /** Names the state in what the interpreter raised, as Step Functions does; other errors pass unchanged. */
  located(thrown: unknown): unknown {
    if (!(thrown instanceof InterpreterFailure)) return thrown;
    const { error, location } = thrown;
    const cause = `An error occurred while executing the state '${this.stateName}' (entered at the event id #${this.#enteredEventId}). ${thrown.cause}`;
    if (error === 'States.QueryEvaluationError') {
      const where = location !== undefined && { location };
      this.#standBesideEntry();
      this.record('EvaluationFailed', { error, cause, ...where, state: this.stateName });
    }
    return new StateFailure(error, cause);
  }
}

interface Types {
  array: unknown[];
  boolean: boolean;
  number: number;
  string: string;
}

/** Evaluates a field that must be of one JSON type. Throws States.QueryEvaluationError naming what it was. */
export async function evaluateAs<Name extends keyof Types>(
  visit: Visit,
  field: string,
  template: Template,
  expected: Name,
): Promise<Types[Name]> {
  const value = await visit.evaluate(template);
  if (typeOf(value) === expected) return value as Types[Name];
  throw evaluationFailure(
    field,
    template,
    `returned an unexpected result type. Expected '${expected}', but was '${typeOf(value)}' for value: ${JSON.stringify(value)}`,
  );
}

/** The most seconds of a wait or a timeout (Amazon States Language). */
export const mostSeconds = 99_999_999;

/** Evaluates a field that must be a whole number of at least `minimum`, such as seconds. */
export async function wholeNumber(
  visit: Visit,
  field: string,
  template: Template,
  minimum: number,
): Promise<number> {
  const value = await evaluateAs(visit, field, template, 'number');
  if (!Number.isInteger(value))
    throw fieldFailure(field, `The ${field} field cannot be parsed as an integer: ${value}`);
  if (value >= minimum && value <= mostSeconds) return value;
  throw fieldFailure(field, `${field} must be between ${minimum} and ${mostSeconds} but was: ${value}`);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
