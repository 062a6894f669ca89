import { z } from 'zod';
import { StateCompiler, type StateType } from './compiler.ts';
import { InvalidDefinition, nowhere, type Problem, problem } from './diagnostics.ts';
import { graphProblems, type RawState } from './graph.ts';
import type { CompiledMachine, CompiledState, StateBlock } from './interpreter.ts';
import { checkSchema } from './schema-problems.ts';
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
  Wait: wait,
  Pass: pass,
  Succeed: succeed,
  Fail: fail,
  Choice: choice,
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
  QueryLanguage: z.enum(['JSONPath', 'JSONata']).default('JSONPath'),
  TimeoutSeconds: z.int().min(1).max(99_999_999).optional(),
});
type Block = Pick<z.infer<typeof machineSchema>, 'StartAt' | 'States'>;

/**
 * Checks a definition in the Amazon States Language and compiles it, each expression once. Throws `InvalidDefinition`
 * naming every problem and where it is. Only JSONata is understood, not JSONPath.
 */
export function compileDefinition(text: string, work: Pick<TaskWork, 'problem'>): CompiledMachine {
  const machine = checkSchema(machineSchema, parseJson(text), '');
  if ('problems' in machine) throw new InvalidDefinition(machine.problems);
  const compiler = new MachineCompiler(machine.data.QueryLanguage, work);
  const block = compiler.block(machine.data, '', new Set());
  if (compiler.problems.length > 0) throw new InvalidDefinition(compiler.problems);
  return { ...block, timeoutSeconds: machine.data.TimeoutSeconds };
}

function parseJson(text: string): unknown {
  try {
    const parsed = JSON.parse(text || 'null');
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch (error) {
    throw new InvalidDefinition([problem('', `Invalid JSON: ${String(error)}`, 'INVALID_JSON_DESCRIPTION')]);
  }
  throw new InvalidDefinition([problem(nowhere, 'Definition must be a valid JSON object')]);
}

class MachineCompiler {
  readonly problems: Problem[] = [];
  readonly #language: string;
  readonly #work: Pick<TaskWork, 'problem'>;
  readonly #names = new Set<string>();

  constructor(language: string, work: Pick<TaskWork, 'problem'>) {
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
            'DUPLICATE_VARIABLE_NAME',
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
    const fields = checkSchema(z.looseObject({ Type: z.string() }), raw, path);
    if ('problems' in fields) return this.#refuse(...fields.problems);
    const { Type } = fields.data;
    const type = stateTypes[Type];
    if (!type) {
      return this.#refuse(
        problem(
          `${path}/Type`,
          `The field 'Type' should have one of these values: [${Object.keys(stateTypes).join(', ')}]`,
        ),
      );
    }
    const foreign = this.#languageProblems(fields.data, path);
    if (foreign.length > 0) return this.#refuse(...foreign);
    const checked = checkSchema(type.schema, raw, path);
    if ('data' in checked) return { type: Type, run: type.compile(checked.data, compiler) };
    const { issues, problems } = checked;
    // What stands too much or is missing as a whole does not keep the rest from being checked, too.
    if (issues.every(({ code, path }) => code === 'unrecognized_keys' || path.length === 0)) {
      type.compile(raw, compiler);
    }
    return this.#refuse(...problems);
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
    if (name.length > 80) {
      const message = `Invalid State name: ${name} exceeds the 80-character limit allowed by the service`;
      this.problems.push(problem(path, message, 'INVALID_STATE_NAME'));
    }
    if (this.#names.has(name)) {
      this.problems.push(problem(path, `Duplicate State name: ${name}`, 'DUPLICATE_STATE_NAME'));
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
