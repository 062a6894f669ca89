import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { JsonService } from '../endpoint/service.ts';
import { stepFunctionsApi } from './api.ts';
import { type Clock, machineClock } from './clock.ts';
import { compileDefinition } from './definition.ts';
import { Execution, type Runtime } from './execution.ts';
import { type CompiledMachine, runExecution } from './interpreter.ts';
import { type Payload, parsePayload } from './payload.ts';
import { RedriveTokens, redriveProblem } from './redrive.ts';
import { TaskTokens } from './task-tokens.ts';
import type { TaskWork } from './tasks/task-work.ts';

/** AWS keeps closed executions for 90 days; here the newest so many are kept, then they and their names are forgotten. */
const keptClosed = 10_000;

/** One state machine and its executions by name, oldest first. */
export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly definition: string;
  readonly creationTime: number;
  readonly compiled: CompiledMachine;
  /** Who does the work of its tasks, in its role. */
  readonly work: TaskWork;
  readonly executions: Map<string, Execution>;
}

interface Options {
  /** Who does the work of a machine's tasks, in its role. Throws when the role does not trust Step Functions. */
  workFor(machine: { arn: string; name: string; roleArn: string }): TaskWork;
  /** How long waits, the time between retries, and limits take. */
  milliseconds(seconds: number): number;
  /** How long the limit of a task takes that only waits for its function's answer; as all others unless given. */
  workMilliseconds?(seconds: number): number;
  /** The machine's own unless given. */
  clock?: Clock;
  region: string;
  accountId: string;
  log(line: { source: string; line: string }): void;
}

/** The state machines of one run and all their executions, in memory. */
export class StateMachines {
  /** Told of each execution that starts or is redriven, by whoever watches the run. */
  onStart: ((execution: Execution) => void) | undefined;
  readonly tokens = new TaskTokens((arn) => this.#lookUp(arn) !== undefined);
  readonly #machines = new Map<string, StateMachine>();
  readonly #closed = new Set<Execution>();
  readonly #options: Options;
  readonly #runtime: Runtime;
  #stopped = false;

  constructor(options: Options) {
    this.#options = options;
    const milliseconds = (seconds: number) => options.milliseconds(seconds);
    const workMilliseconds = (seconds: number) =>
      options.workMilliseconds?.(seconds) ?? milliseconds(seconds);
    const { region, clock = machineClock } = options;
    this.#runtime = { region, clock, milliseconds, workMilliseconds, tokens: this.tokens };
  }

  /** Adds a state machine. Throws `InvalidDefinition` with every problem of its definition. */
  define(config: { arn: string; name: string; definition: string; roleArn?: string }): void {
    const { arn, name, definition, roleArn = '' } = config;
    const work = this.#options.workFor({ arn, name, roleArn });
    const compiled = compileDefinition(definition, work);
    const creationTime = Date.now();
    this.#machines.set(arn, {
      arn,
      name,
      roleArn,
      definition,
      creationTime,
      compiled,
      work,
      executions: new Map(),
    });
  }

  /** The operations that SDK clients call. */
  service(): JsonService {
    return stepFunctionsApi(this);
  }

  all(): StateMachine[] {
    return [...this.#machines.values()];
  }

  /** Throws InvalidArn or StateMachineDoesNotExist. */
  machine(arn: string): StateMachine {
    const machine = this.#machines.get(arn);
    if (machine) return machine;
    requireArn(arn);
    throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  }

  /** Throws InvalidArn or ExecutionDoesNotExist. */
  execution(arn: string): Execution {
    const execution = this.#lookUp(arn);
    if (execution) return execution;
    requireArn(arn);
    throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  }

  /** The execution of a name, of the state machine defined last that has one; undefined when none does. */
  named(name: string): Execution | undefined {
    const found = this.all().flatMap(({ executions }) => executions.get(name) ?? []);
    return found.at(-1);
  }

  /**
   * Starts an execution, or answers the running one of the same name and input. A name is taken by another input, and by
   * a closed execution, with ExecutionAlreadyExists (API reference of StartExecution). Inputs are compared as text.
   */
  start(machineArn: string, name: string = randomUUID(), input = '{}', traceHeader?: string): Execution {
    if (this.#stopped) throw new AwsError('ServiceUnavailable', 'Step Functions has been stopped', 503);
    const machine = this.machine(machineArn);
    requireName(name);
    const existing = machine.executions.get(name);
    if (existing) return requireSame(existing, input);
    const arn = `arn:aws:states:${this.#options.region}:${this.#options.accountId}:execution:${machine.name}:${name}`;
    const execution = new Execution(
      { arn, name, machine, input: parseInput(input), traceHeader },
      this.#runtime,
    );
    machine.executions.set(name, execution);
    this.onStart?.(execution);
    void this.#run(execution);
    return execution;
  }

  /**
   * Lets an execution that did not succeed go on where it ended, and answers when it did: with the token of an earlier
   * redrive when that was. Throws ExecutionNotRedrivable.
   */
  redrive(execution: Execution, clientToken: string = randomUUID()): number {
    const now = this.#runtime.clock.now();
    const earlier = execution.redriveTokens?.date(clientToken, now);
    if (earlier !== undefined) return earlier;
    const problem = redriveProblem(execution, now);
    if (problem !== undefined) {
      const message = `Execution ${execution.arn} invalid for redrive as: ${problem}`;
      throw new AwsError('ExecutionNotRedrivable', message);
    }
    execution.redrive(now);
    execution.redriveTokens ??= new RedriveTokens();
    execution.redriveTokens.add(clientToken, now);
    this.#closed.delete(execution);
    this.onStart?.(execution);
    void this.#run(execution);
    return now;
  }

  /** Ends every wait of every execution, and refuses new ones. */
  stop(): void {
    this.#stopped = true;
    for (const { executions } of this.all()) {
      for (const { scope } of executions.values()) scope.end();
    }
  }

  async #run(execution: Execution): Promise<void> {
    const { machine } = execution;
    const log = (line: string) =>
      this.#options.log({ source: `stepfunctions/${machine.name}`, line: `${execution.name} ${line}` });
    await runExecution(machine.compiled, execution, (error) =>
      log(`broke the interpreter: ${String(error)}`),
    );
    const { status, result } = execution;
    // It was aborted and redriven before this run of it heard of its end.
    if (status === 'RUNNING') return;
    if (status !== 'SUCCEEDED' && !this.#stopped)
      log([status, result.error, result.cause].filter(Boolean).join(' '));
    this.#forgetOldest(execution);
  }

  #forgetOldest(closed: Execution): void {
    this.#closed.add(closed);
    if (this.#closed.size <= keptClosed) return;
    const [oldest] = this.#closed;
    if (!oldest) return;
    this.#closed.delete(oldest);
    oldest.machine.executions.delete(oldest.name);
  }

  #lookUp(arn: string): Execution | undefined {
    const [, prefix, machineName, name = ''] =
      /^(arn:aws:states:[^:]*:[^:]*:)execution:([^:]+):([^:]+)$/.exec(arn) ?? [];
    return this.#machines.get(`${prefix}stateMachine:${machineName}`)?.executions.get(name);
  }
}

function requireArn(arn: string): void {
  if (!arn.startsWith('arn:aws:states:'))
    throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
}

function requireName(name: string): void {
  if (/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u.test(name)) return;
  throw new AwsError(
    'InvalidName',
    `Invalid Name: '${name}' (1 to 80 characters, without white space, brackets, wildcards and special characters)`,
  );
}

function requireSame(existing: Execution, input: string): Execution {
  if (existing.status === 'RUNNING' && existing.input.text === input) return existing;
  throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${existing.arn}'`);
}

function parseInput(input: string): Payload {
  try {
    return parsePayload(input, 'input');
  } catch (error) {
    const problem = input === '' ? 'Invalid execution input.' : String(error);
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${problem}'`);
  }
}
