import type { z } from 'zod';
import { type Problem, problem } from './diagnostics.ts';
import type { StatesField } from './expression-rules.ts';
import { compileTemplate, type Template } from './expressions.ts';
import type { CompiledState, StateBlock } from './interpreter.ts';
import { parseResource, type Resource } from './tasks/resource.ts';
import type { TaskWork } from './tasks/task-work.ts';
import type { Exit } from './visit.ts';

/** How one `Type` of state is checked and made ready to run. Unknown fields are refused by its strict schema. */
export interface StateType<Fields = unknown> {
  schema: z.ZodType<Fields>;
  /** Whether an execution or branch may end in such a state without `End`. */
  terminal?: true;
  compile(fields: Fields, compiler: StateCompiler): CompiledState['run'];
}

/** Keeps the field types of a definition while the table of types holds many different ones. */
export function stateType<Fields>(definition: StateType<Fields>): StateType {
  return definition as StateType;
}

interface Options {
  name: string;
  /** Where the state stands in the definition: `/States/Pay`. */
  path: string;
  problems: Problem[];
  work: Pick<TaskWork, 'problem'>;
  /** Compiles the states of a branch or item processor. */
  block(raw: object, path: string): StateBlock;
}

/** What the compilation of one state needs, and whom it tells its problems. */
export class StateCompiler {
  readonly name: string;
  readonly #options: Options;

  constructor(options: Options) {
    this.name = options.name;
    this.#options = options;
  }

  problem(location: string, message: string, code?: Problem['code']): void {
    this.#options.problems.push(problem(`${this.#options.path}/${location}`, message, code));
  }

  template(value: unknown, location: string, available: readonly StatesField[] = []): Template {
    return compileTemplate(value, {
      location,
      available,
      problem: (at, message, code) => this.problem(at, message, code),
    });
  }

  optionalTemplate(
    value: unknown,
    location: string,
    available?: readonly StatesField[],
  ): Template | undefined {
    return value === undefined ? undefined : this.template(value, location, available);
  }

  /** The exit of a state, or with `at` that of one of its choice rules or catchers. */
  exit(
    fields: { Next?: string | undefined; Assign?: Record<string, unknown> | undefined; Output?: unknown },
    { at = '', available = [] }: { at?: string; available?: readonly StatesField[] } = {},
  ): Exit {
    for (const name of Object.keys(fields.Assign ?? {})) this.#checkVariable(name, `${at}Assign/${name}`);
    return {
      next: fields.Next,
      assign: this.optionalTemplate(fields.Assign, `${at}Assign`, available),
      output: this.optionalTemplate(fields.Output, `${at}Output`, available),
    };
  }

  /** The resource of a Task, which somebody must be there to serve. */
  resource(arn: string): Resource {
    const resource = parseResource(arn);
    if (!resource) {
      this.problem('Resource', 'Value is not a valid resource ARN');
      return { arn, events: 'Task', service: '', api: '', pattern: '' };
    }
    const problem = this.#options.work.problem(resource);
    if (problem !== undefined) this.problem('Resource', problem);
    return resource;
  }

  block(raw: object, location: string): StateBlock {
    return this.#options.block(raw, `${this.#options.path}/${location}`);
  }

  #checkVariable(name: string, location: string): void {
    if (name === 'states') this.problem(location, '$states is reserved and cannot be assigned');
    else if (!/^[\p{ID_Start}][\p{ID_Continue}]{0,79}$/u.test(name)) {
      this.problem(location, 'a variable name is a letter and up to 79 letters, digits or underscores');
    }
  }
}
