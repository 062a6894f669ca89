import { z } from 'zod';
import { StateCompiler, type StateType } from './compiler.ts';
import { InvalidDefinition, type Problem, problem } from './diagnostics.ts';
import { graphProblems, type RawState } from './graph.ts';
import type { CompiledMachine, CompiledState, StateBlock } from './interpreter.ts';
import { choice } from './states/choice.ts';
import { blockFields } from './states/fields.ts';
import { fail, pass, succeed } from './states/flow.ts';
import { map } from './states/map.ts';
import { parallel } from './states/parallel.ts';
import { task } from './states/task.ts';
import { wait } from './states/wait.ts';
import type { TaskWork } from './tasks/task-work.ts';

const stateTypes: Record<string, StateType> = {
  Task: task,
  Pass: pass,
  Choice: choice,
  Wait: wait,
  Succeed: succeed,
  Fail: fail,
  Parallel: parallel,
  Map: map,
};

const jsonPathFields = [
  'InputPath',
  'OutputPath',
  'Parameters',
  'ResultPath',
  'ResultSelector',
  'Result',
  'ItemsPath',
  'SecondsPath',
  'TimestampPath',
  'TimeoutSecondsPath',
  'HeartbeatSecondsPath',
  'MaxConcurrencyPath',
  'ErrorPath',
  'CausePath',
  'Iterator',
];

const machineSchema = z.strictObject({
  ...blockFields,
  Version: z.literal('1.0').optional(),
  QueryLanguage: z.enum(['JSONata', 'JSONPath']).default('JSONPath'),
  TimeoutSeconds: z.int().min(1).max(99_999_999).optional(),
});
type Block = Pick<z.infer<typeof machineSchema>, 'StartAt' | 'States'>;

/**
 * Checks a definition in the Amazon States Language and compiles it, each expression once. Throws `InvalidDefinition`
 * naming every problem and where it is. Only JSONata is understood, not JSONPath.
 */
export function compileDefinition(text: string, work: Pick<TaskWork, 'problems'>): CompiledMachine {
  const machine = machineSchema.safeParse(parseJson(text));
  if (!machine.success) {
    throw new InvalidDefinition(machine.error.issues.flatMap((issue) => describe(issue, '')));
  }
  const compiler = new MachineCompiler(machine.data.QueryLanguage, work);
  const block = compiler.block(machine.data, '', new Set());
  if (compiler.problems.length > 0) throw new InvalidDefinition(compiler.problems);
  return { ...block, timeoutSeconds: machine.data.TimeoutSeconds };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidDefinition([problem('', `Invalid JSON: ${String(error)}`, 'INVALID_JSON_DESCRIPTION')]);
  }
}

function describe(issue: z.core.$ZodIssue, path: string): Problem[] {
  const at = issue.path.reduce<string>(
    (sum, step) => (typeof step === 'number' ? `${sum}[${step}]` : `${sum}/${String(step)}`),
    path,
  );
  if (issue.code !== 'unrecognized_keys') return [problem(at, issue.message)];
  return issue.keys.map((key) => problem(at, `Field '${key}' is not supported`));
}

class MachineCompiler {
  readonly problems: Problem[] = [];
  readonly #language: string;
  readonly #work: Pick<TaskWork, 'problems'>;
  readonly #names = new Set<string>();

  constructor(language: string, work: Pick<TaskWork, 'problems'>) {
    this.#language = language;
    this.#work = work;
  }

  /** `outer` are the variables that states around this block assign: a block inside may read but not assign them. */
  block({ StartAt, States }: Block, path: string, outer: ReadonlySet<string>): StateBlock {
    const assigned = assignedIn(States);
    for (const variable of assigned) {
      if (outer.has(variable)) {
        this.problems.push(
          problem(
            path,
            `The variable '${variable}' belongs to the states around and cannot be assigned here`,
          ),
        );
      }
    }
    const states = new Map<string, CompiledState>();
    for (const [name, raw] of Object.entries(States)) {
      const options = { name, path: `${path}/States/${name}`, problems: this.problems, work: this.#work };
      const compiler = new StateCompiler({
        ...options,
        block: (inner, at) => this.block(inner as Block, at, new Set([...assigned, ...outer])),
      });
      this.#checkName(options);
      const compiled = this.#state(raw, options.path, compiler);
      if (compiled) states.set(name, compiled);
    }
    const ends = (raw: unknown) => stateTypes[(raw as RawState)?.Type ?? '']?.terminal === true;
    this.problems.push(...graphProblems({ StartAt, States }, path, ends));
    return { startAt: StartAt, states };
  }

  #state(raw: unknown, path: string, compiler: StateCompiler): CompiledState | undefined {
    const fields = z.looseObject({ Type: z.string() }).safeParse(raw);
    if (!fields.success)
      return this.#refuse(...fields.error.issues.flatMap((issue) => describe(issue, path)));
    const { Type } = fields.data;
    const type = stateTypes[Type];
    if (!type) {
      return this.#refuse(
        problem(`${path}/Type`, `'${Type}' is none of ${Object.keys(stateTypes).join(', ')}`),
      );
    }
    const foreign = this.#languageProblems(fields.data, path);
    if (foreign.length > 0) return this.#refuse(...foreign);
    const checked = type.schema.safeParse(raw);
    if (checked.success) return { type: Type, run: type.compile(checked.data, compiler) };
    const { issues } = checked.error;
    // What stands too much or is missing as a whole does not keep the rest from being checked, too.
    if (issues.every(({ code, path }) => code === 'unrecognized_keys' || path.length === 0)) {
      type.compile(raw, compiler);
    }
    return this.#refuse(...issues.flatMap((issue) => describe(issue, path)));
  }

  /** A state may change to JSONata, not back; one inside of another follows the state machine, not the state around it. */
  #languageProblems(fields: { [field: string]: unknown }, path: string): Problem[] {
    if ((fields['QueryLanguage'] ?? this.#language) === 'JSONPath') {
      const message =
        this.#language === 'JSONata'
          ? `'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine`
          : 'JSONPath is not supported here: write the state in JSONata and set "QueryLanguage": "JSONata" for the state machine';
      return [problem(path, message)];
    }
    return Object.keys(fields)
      .filter((field) => jsonPathFields.includes(field))
      .map((field) =>
        problem(
          path,
          `The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage`,
        ),
      );
  }

  #refuse(...problems: Problem[]): undefined {
    this.problems.push(...problems);
  }

  #checkName({ name, path }: { name: string; path: string }): void {
    if (name.length > 80) this.problems.push(problem(path, "A state's name has at most 80 characters"));
    if (this.#names.has(name)) {
      this.problems.push(problem(path, 'Another state of this state machine has the same name'));
    }
    this.#names.add(name);
  }
}

/** Every variable that the states of one block assign, in their own Assign or that of a choice rule or a catcher. */
function assignedIn(states: Record<string, unknown>): Set<string> {
  const namesOf = (fields: RawState | null | undefined): string[] => [
    ...Object.keys(fields?.Assign ?? {}),
    ...[fields?.Catch, fields?.Choices].flatMap((rules) =>
      Array.isArray(rules) ? rules.flatMap(namesOf) : [],
    ),
  ];
  return new Set(Object.values(states).flatMap((state) => namesOf(state as RawState)));
}
