import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { StateCompiler, type StateType } from './compiler.ts';
import type { CompiledMachine, CompiledState, StateBlock } from './interpreter.ts';
import { choice } from './states/choice.ts';
import { blockFields } from './states/fields.ts';
import { fail, pass, succeed } from './states/flow.ts';
import { map } from './states/map.ts';
import { parallel } from './states/parallel.ts';
import { task } from './states/task.ts';
import { wait } from './states/wait.ts';

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
export function compileDefinition(text: string): CompiledMachine {
  const machine = machineSchema.safeParse(parseJson(text));
  if (!machine.success) throw invalid(machine.error.issues.map((issue) => describe(issue, '')));
  const compiler = new MachineCompiler(machine.data.QueryLanguage);
  const block = compiler.block(machine.data, '', new Set());
  if (compiler.problems.length > 0) throw invalid(compiler.problems);
  return { ...block, timeoutSeconds: machine.data.TimeoutSeconds };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid([`it is not JSON: ${String(error)}`]);
  }
}

function invalid(problems: string[]): AwsError {
  return new AwsError('InvalidDefinition', `Invalid State Machine Definition: ${problems.join('; ')}`);
}

/** `/States/Pay/Retry/0: message`. */
function describe(issue: z.core.$ZodIssue, path: string): string {
  const at = [path, ...issue.path.map(String)].join('/');
  if (issue.code === 'unrecognized_keys') {
    return `${at}: unknown field ${issue.keys.join(', ')}`;
  }
  return `${at}: ${issue.message}`;
}

class MachineCompiler {
  readonly problems: string[] = [];
  readonly #language: string;
  readonly #names = new Set<string>();

  constructor(language: string) {
    this.#language = language;
  }

  /** `outer` are the variables that states around this block assign: a block inside may read but not assign them. */
  block({ StartAt, States }: Block, path: string, outer: ReadonlySet<string>): StateBlock {
    const assigned = assignedIn(States);
    for (const variable of assigned) {
      if (outer.has(variable)) {
        this.problems.push(
          `${path}: the variable '${variable}' belongs to the states around and cannot be assigned here`,
        );
      }
    }
    const states = new Map<string, CompiledState>();
    const graph = new Map<string, { targets: string[]; terminal: boolean }>();
    for (const [name, raw] of Object.entries(States)) {
      const options = { name, path: `${path}/States/${name}`, problems: this.problems };
      const compiler = new StateCompiler({
        ...options,
        block: (inner, at) => this.block(inner as Block, at, new Set([...assigned, ...outer])),
      });
      this.#checkName(options);
      const compiled = this.#state(raw, options.path, compiler);
      if (compiled) states.set(name, compiled);
      graph.set(name, { targets: compiler.targets, terminal: !compiled || isTerminal(raw) });
    }
    this.#checkGraph(path, StartAt, graph);
    return { startAt: StartAt, states };
  }

  #state(raw: unknown, path: string, compiler: StateCompiler): CompiledState | undefined {
    const fields = z.looseObject({ Type: z.string(), QueryLanguage: z.string().optional() }).safeParse(raw);
    if (!fields.success) return this.#refuse(...fields.error.issues.map((issue) => describe(issue, path)));
    const { Type, QueryLanguage } = fields.data;
    const type = stateTypes[Type];
    if (!type) {
      return this.#refuse(`${path}/Type: '${Type}' is none of ${Object.keys(stateTypes).join(', ')}`);
    }
    if ((QueryLanguage ?? this.#language) === 'JSONPath') {
      return this.#refuse(
        `${path}: JSONPath is not supported here; write the state in JSONata and set "QueryLanguage": "JSONata" for the state machine`,
      );
    }
    const foreign = Object.keys(fields.data).filter((field) => jsonPathFields.includes(field));
    if (foreign.length > 0) {
      return this.#refuse(`${path}: ${foreign.join(', ')} not known to a JSONata state, only to JSONPath`);
    }
    const checked = type.schema.safeParse(raw);
    if (!checked.success) return this.#refuse(...checked.error.issues.map((issue) => describe(issue, path)));
    return { type: Type, run: type.compile(checked.data, compiler) };
  }

  #refuse(...problems: string[]): undefined {
    this.problems.push(...problems);
  }

  #checkName({ name, path }: { name: string; path: string }): void {
    if (name.length > 80) this.problems.push(`${path}: a state's name has at most 80 characters`);
    if (this.#names.has(name))
      this.problems.push(`${path}: another state of this state machine has the same name`);
    this.#names.add(name);
  }

  #checkGraph(
    path: string,
    startAt: string,
    graph: Map<string, { targets: string[]; terminal: boolean }>,
  ): void {
    const reached = new Set<string>();
    const walk = (name: string, from: string): void => {
      const state = graph.get(name);
      if (!state) this.problems.push(`${from}: there is no state '${name}' to go to`);
      if (!state || reached.has(name)) return;
      reached.add(name);
      for (const target of state.targets) walk(target, `${path}/States/${name}`);
    };
    walk(startAt, `${path}/StartAt`);
    // A state with a problem of its own hides where it goes to: what is unreachable is told once the rest is right.
    if (this.problems.length > 0) return;
    for (const name of graph.keys()) {
      if (!reached.has(name)) this.problems.push(`${path}/States/${name}: no state goes to it`);
    }
    if (![...reached].some((name) => graph.get(name)?.terminal)) {
      this.problems.push(`${path}/States: no state ends it`);
    }
  }
}

function isTerminal(raw: unknown): boolean {
  const { Type, End } = raw as { Type: string; End?: boolean };
  return End === true || stateTypes[Type]?.terminal === true;
}

/** Every variable that the states of one block assign, in their own Assign or that of a choice rule or a catcher. */
function assignedIn(states: Record<string, unknown>): Set<string> {
  type Assigning = { Assign?: object; Catch?: Assigning[]; Choices?: Assigning[] };
  const namesOf = (fields: Assigning | null | undefined): string[] => [
    ...Object.keys(fields?.Assign ?? {}),
    ...[fields?.Catch, fields?.Choices].flatMap((rules) =>
      Array.isArray(rules) ? rules.flatMap(namesOf) : [],
    ),
  ];
  return new Set(Object.values(states).flatMap((state) => namesOf(state as Assigning)));
}
