import { newTraceHeader } from '../trace-header.ts';
import type { Clock } from './clock.ts';
import { History } from './history.ts';
import type { Payload } from './payload.ts';
import type { RedriveTokens } from './redrive.ts';
import { Scope } from './scope.ts';
import type { StateMachine } from './state-machines.ts';
import type { TaskTokens } from './task-tokens.ts';
import type { Thread } from './thread.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** What all executions share. */
export interface Runtime {
  readonly tokens: TaskTokens;
  readonly region: string;
  readonly clock: Clock;
  readonly milliseconds: (seconds: number) => number;
  /** For the limit of a function's work, which takes its real time also where waits are sped up. */
  readonly workMilliseconds: (seconds: number) => number;
}

/** What a closed execution came to: an output, or an error and its cause as far as they were given. */
export interface ExecutionResult {
  output?: string;
  error?: string;
  cause?: string;
}

interface ExecutionOptions {
  arn: string;
  name: string;
  machine: StateMachine;
  input: Payload;
  /** The trace that it was started in, if any. */
  traceHeader?: string;
}

/** One run of a state machine: what DescribeExecution tells, its history, and everything it waits for. */
export class Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: ExecutionOptions['machine'];
  readonly input: Payload;
  readonly startTime: number;
  readonly runtime: Runtime;
  readonly history: History;
  scope = new Scope();
  /** `$states.context` without what changes from state to state (developer guide, "Context object"). */
  context: { Execution: object; StateMachine: object };
  /** The trace that all of its tasks belong to. */
  readonly traceHeader: string;
  status: ExecutionStatus = 'RUNNING';
  stopTime: number | undefined;
  result: ExecutionResult = {};
  redriveCount = 0;
  redriveTime: number | undefined;
  redriveTokens: RedriveTokens | undefined;
  /** Where it stands; kept after its end for a redrive, unless it succeeded. */
  thread: Thread | undefined;

  constructor(
    { arn, name, machine, input, traceHeader = newTraceHeader() }: ExecutionOptions,
    runtime: Runtime,
  ) {
    this.arn = arn;
    this.name = name;
    this.machine = machine;
    this.input = input;
    this.traceHeader = traceHeader;
    this.runtime = runtime;
    this.startTime = runtime.clock.now();
    this.history = new History(runtime.clock);
    this.context = {
      Execution: {
        Id: arn,
        Input: input.value,
        StartTime: new Date(this.startTime).toISOString(),
        Name: name,
        RoleArn: machine.roleArn,
        RedriveCount: 0,
      },
      StateMachine: { Id: machine.arn, Name: machine.name },
    };
    this.history.record(0, 'ExecutionStarted', { input: input.text, roleArn: machine.roleArn });
  }

  succeed(previousEventId: number, output: string): void {
    this.#close('SUCCEEDED', previousEventId, 'ExecutionSucceeded', { output });
  }

  fail(previousEventId: number, error: string | undefined, cause: string | undefined): void {
    this.#close('FAILED', previousEventId, 'ExecutionFailed', { error, cause });
  }

  abort(error: string | undefined, cause: string | undefined): void {
    this.#close('ABORTED', 0, 'ExecutionAborted', { error, cause });
  }

  /** Only the event names States.Timeout: DescribeExecution has neither error nor cause then. */
  timeOut(): void {
    this.#close('TIMED_OUT', 0, 'ExecutionTimedOut', { error: 'States.Timeout' });
  }

  /** Runs again: what it needs to go on with is in its thread. */
  redrive(now: number): void {
    this.redriveCount += 1;
    this.redriveTime = now;
    this.status = 'RUNNING';
    this.stopTime = undefined;
    this.result = {};
    this.scope = new Scope();
    const [RedriveCount, RedriveTime] = [this.redriveCount, new Date(now).toISOString()];
    this.context = { ...this.context, Execution: { ...this.context.Execution, RedriveCount, RedriveTime } };
    this.history.record(this.history.length, 'ExecutionRedriven', { redriveCount: this.redriveCount });
  }

  /** The first end counts. */
  #close(status: ExecutionStatus, previousEventId: number, type: string, result: ExecutionResult): void {
    if (this.status !== 'RUNNING') return;
    this.status = status;
    this.stopTime = this.runtime.clock.now();
    if (status !== 'TIMED_OUT') this.result = result;
    this.history.close(previousEventId, type, { ...result });
    this.scope.end();
  }
}
