import { vi } from 'vitest';
import { StateMachines } from './state-machines.ts';
import { integrations, type Services } from './tasks/integrations.ts';
import type { LambdaFunctions } from './tasks/lambda.ts';
import { type Mocks, mockedTasks } from './tasks/mocks.ts';

/** For tests: what a function does with its event. It throws by answering `failed(...)`. */
export type FakeFunction = (event: unknown) => unknown;

/** For tests: the answer of a function that threw. */
export class Thrown {
  readonly payload: string;
  constructor(errorType: string, errorMessage: string) {
    this.payload = JSON.stringify({ errorType, errorMessage, trace: [] });
  }
}

export interface Description {
  [field: string]: unknown;
  executionArn: string;
  status: string;
  startDate: number;
  stopDate?: number;
  output?: string;
  error?: string;
  cause?: string;
}

export interface HistoryEvent {
  id: number;
  previousEventId: number;
  timestamp: number;
  type: string;
  [details: string]: unknown;
}

interface MachineOptions {
  functions?: Record<string, FakeFunction>;
  /** How tasks end, instead of calling functions and services. */
  mocks?: Mocks;
  /** The other services that tasks call. */
  services?: Omit<Services, 'functions'>;
  milliseconds?: (seconds: number) => number;
  workMilliseconds?: (seconds: number) => number;
  /** Fields of the state machine beside StartAt, States and QueryLanguage. */
  top?: object;
}

/** How long a condition is waited for. It ends the wait, so nothing but a busy machine needs much of it. */
const patience = { interval: 1, timeout: 15_000 };
const account = { region: 'us-east-1', accountId: '000000000000' };

/** For tests: a state machine on functions that are plain code, driven through the API. Its first state comes first. */
export class TestMachine {
  readonly arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:orders';
  readonly machines: StateMachines;
  readonly logged: string[] = [];
  /** The trace of each invocation. */
  readonly traces: (string | undefined)[] = [];

  constructor(states: object, options: MachineOptions = {}) {
    this.machines = new StateMachines({
      ...account,
      workFor: () =>
        options.mocks
          ? mockedTasks(options.mocks)
          : integrations({
              functions: fakeLambda(options.functions ?? {}, this.traces),
              ...options.services,
            }),
      milliseconds: options.milliseconds ?? ((seconds) => seconds),
      ...(options.workMilliseconds && { workMilliseconds: options.workMilliseconds }),
      log: ({ source, line }) => this.logged.push(`${source}: ${line}`),
    });
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: Object.keys(states)[0],
      States: states,
      ...options.top,
    };
    this.machines.define({
      arn: this.arn,
      name: 'orders',
      roleArn: 'role',
      definition: JSON.stringify(definition),
    });
  }

  /** Calls an operation with its JSON input. */
  async call<Output = Record<string, unknown>>(operation: string, input: object): Promise<Output> {
    const run = this.machines.service().operations[operation];
    if (!run) throw new Error(`The service has no operation ${operation}`);
    return (await run(input, { accessKeyId: undefined })) as Output;
  }

  async start(input: unknown = {}, name?: string): Promise<string> {
    const { executionArn } = await this.call<{ executionArn: string }>('StartExecution', {
      stateMachineArn: this.arn,
      input: JSON.stringify(input),
      ...(name !== undefined && { name }),
    });
    return executionArn;
  }

  async describe(executionArn: string): Promise<Description> {
    return this.call('DescribeExecution', { executionArn });
  }

  /** Waits until an execution has ended. */
  async ended(executionArn: string): Promise<Description> {
    return vi.waitFor(async () => {
      const described = await this.describe(executionArn);
      if (described.status === 'RUNNING') throw new Error('The execution is still running');
      return described;
    }, patience);
  }

  /** Runs one execution to its end. */
  async run(input?: unknown): Promise<Description> {
    return this.ended(await this.start(input));
  }

  /** Runs one execution, which must succeed, and answers its output. */
  async output(input?: unknown): Promise<unknown> {
    const { status, output, error, cause } = await this.run(input);
    if (status !== 'SUCCEEDED') throw new Error(`${status}: ${error}: ${cause}`);
    return JSON.parse(output ?? '');
  }

  async history(executionArn: string): Promise<HistoryEvent[]> {
    const { events } = await this.call<{ events: HistoryEvent[] }>('GetExecutionHistory', { executionArn });
    return events;
  }

  /** Waits for an event of an execution. */
  async event(executionArn: string, type: string): Promise<HistoryEvent> {
    return vi.waitFor(async () => {
      const found = (await this.history(executionArn)).find((event) => event.type === type);
      if (!found) throw new Error(`There is no event ${type} yet`);
      return found;
    }, patience);
  }
}

function fakeLambda(
  functions: Record<string, FakeFunction>,
  traces: (string | undefined)[],
): LambdaFunctions {
  return {
    async invoke(name, { payload, invocationType, traceHeader }) {
      traces.push(traceHeader);
      const answer = await functions[name]?.(JSON.parse(payload));
      if (answer instanceof Thrown) {
        return {
          statusCode: 200,
          payload: answer.payload,
          functionError: 'Unhandled',
          executedVersion: '$LATEST',
        };
      }
      if (invocationType === 'Event') return { statusCode: 202, payload: '' };
      return { statusCode: 200, payload: JSON.stringify(answer ?? null), executedVersion: '$LATEST' };
    },
  };
}

/** A Task that calls a fake function by `lambda:invoke` and is the last state unless `more` says otherwise. */
export function invoke(name: string, more: object = {}): object {
  const end = 'Next' in more ? {} : { End: true };
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: name, Payload: '{% $states.input %}' },
    ...end,
    ...more,
  };
}

/** A Task that waits for its token, which its function gets as `taskToken`. */
export function awaitToken(name: string, more: object = {}): object {
  return invoke(name, {
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: name, Payload: { taskToken: '{% $states.context.Task.Token %}' } },
    ...more,
  });
}

/** The last state: puts out what `output` says. */
export function result(output: unknown, more: object = {}): object {
  return { Type: 'Pass', Output: output, End: true, ...more };
}
