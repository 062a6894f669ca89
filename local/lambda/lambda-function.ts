import { availableParallelism } from 'node:os';
import type { InvocationFault } from '../fis/fault-injection.ts';
import { newTraceHeader } from '../trace-header.ts';
import type { EnvironmentLimit, Starter } from './environment-limit.ts';
import {
  ExecutionEnvironment,
  type ExecutionEnvironmentOptions,
  type Outcome,
} from './execution-environment.ts';
import type { Processors } from './processors.ts';

/** One request to a function. */
export interface FunctionRequest {
  requestId: string;
  payload: string;
  traceHeader?: string;
  /** It was asked for with a version, which the function sees in its ARN. */
  qualified?: boolean;
  /** Adds the last 4 KB of the request's log, in base64, to the result. */
  tail?: boolean;
}

export interface FunctionResult extends Outcome {
  logResult?: string;
}

export interface LambdaFunctionOptions extends ExecutionEnvironmentOptions {
  /** Shared by all functions of this machine. */
  limit: EnvironmentLimit;
  processors: Pick<Processors, 'areBusy'>;
}

interface Waiter {
  serveWith(environment: ExecutionEnvironment): void;
  refuse(reason: Error): void;
}

/**
 * How long a request waits for an environment to be set free before it is looked whether one more shall be started, in
 * milliseconds, when there is one for each processor already. On processors that are busy another one makes all of them
 * slower. What comes from a queue does not wait: the event source says how many there are.
 */
const patience = 200;
/** After so many milliseconds in which none was set free they all wait for others, and one more helps all the same. */
const impatience = 1_000;

/** One function and its execution environments: an idle one serves the next request, the latest used first. */
export class LambdaFunction {
  readonly arn: string;
  /** Its requests come from a queue, whose event source says how many there are at once. Its environments do not give way. */
  fedByQueue = false;
  /** So many environments it gets also when the machine has as many as it may. */
  guaranteed = 1;
  readonly #options: LambdaFunctionOptions;
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #environments = new Set<ExecutionEnvironment>();
  /** Requests that wait for an environment, a new one or the first that is free again. */
  readonly #waiting: Waiter[] = [];
  /** Who starts an environment beyond one for each processor. */
  #growing: Starter | undefined;
  /** When an environment was set free last. */
  #setFreeAt = 0;

  constructor(arn: string, options: LambdaFunctionOptions) {
    this.arn = arn;
    this.#options = options;
  }

  get config() {
    return this.#options.config;
  }

  /** Runs the handler in an idle environment, or when there is none in whichever comes first: a new one, or one set free. */
  async run(request: FunctionRequest, fault: InvocationFault = {}): Promise<FunctionResult> {
    const { requestId } = request;
    if (fault.error?.preventExecution) return injectedError;
    const lines: string[] = [];
    const onLine = request.tail ? (line: string) => void lines.push(line) : undefined;
    const message = {
      requestId,
      payload: request.payload,
      traceId: request.traceHeader?.includes('Root=') ? request.traceHeader : newTraceHeader(),
      functionArn: request.qualified ? `${this.arn}:$LATEST` : this.arn,
      startupDelayMilliseconds: fault.startupDelayMilliseconds ?? 0,
    };
    let environment = this.#idleEnvironment() ?? (await this.#nextEnvironment());
    const startedAt = performance.now();
    let outcome = await environment.invoke(message, { onLine });
    if (environment.initTimedOut) {
      environment = this.#idleEnvironment() ?? (await this.#nextEnvironment());
      outcome = await environment.invoke(message, { onLine, initAgain: true });
    }
    this.#giveBack(environment);
    for (const line of outcome.logged?.split('\n') ?? []) {
      this.#options.log(line);
      onLine?.(line);
    }
    const { initMilliseconds = 0 } = outcome;
    const duration = performance.now() - startedAt - initMilliseconds;
    const report = reportOf(this.config.memorySize, requestId, duration, initMilliseconds);
    this.#options.log(report);
    return {
      ...(fault.error ? injectedError : outcome),
      logResult: request.tail ? logResult(requestId, lines, report) : undefined,
    };
  }

  /** How many it has. */
  get environments(): number {
    return this.#environments.size;
  }

  /** Since when the environment idles that idles longest, in epoch milliseconds; undefined when none does. */
  get idlestSince(): number | undefined {
    return this.#idle[0]?.idleSince;
  }

  /** Whether it makes no room for others, idle or not: each of its pollers would start an environment again. */
  get keepsAll(): boolean {
    return this.fedByQueue && this.environments <= this.guaranteed;
  }

  /** Ends the environment that idles longest. */
  endIdlest(): void {
    void this.#idle.shift()?.terminate();
  }

  /** Ends environments that have been idle since before `epochMilliseconds`. */
  endIdleSince(epochMilliseconds: number): void {
    while ((this.idlestSince ?? epochMilliseconds) < epochMilliseconds) this.endIdlest();
  }

  /** Ends the environments that serve a request, as the end of the machine below them would. Answers how many there were. */
  endBusy(): number {
    const busy = [...this.#environments].filter(({ isBusy }) => isBusy);
    for (const environment of busy) void environment.terminate();
    return busy.length;
  }

  /** Ends every environment. Requests that still run end as crashed. */
  async stop(): Promise<void> {
    const reason = new Error(`${this.config.name} was stopped before the request had an environment`);
    for (const waiter of this.#waiting.splice(0)) waiter.refuse(reason);
    await Promise.all([...this.#environments].map((environment) => environment.terminate()));
  }

  #idleEnvironment(): ExecutionEnvironment | undefined {
    for (let environment = this.#idle.pop(); environment; environment = this.#idle.pop()) {
      if (environment.alive) return environment;
    }
    return undefined;
  }

  #nextEnvironment(): Promise<ExecutionEnvironment> {
    const { promise, resolve, reject } = Promise.withResolvers<ExecutionEnvironment>();
    let looking: NodeJS.Timeout | undefined;
    const giveUp = () => {
      clearTimeout(looking);
      this.#options.limit.giveUp(starter);
      this.#hasGrown(starter);
    };
    const waiter: Waiter = {
      serveWith: (environment) => {
        giveUp();
        resolve(environment);
      },
      refuse: (reason) => {
        giveUp();
        reject(reason);
      },
    };
    // What the limit asks to find whose turn it is, and calls when it is this one's.
    const starter: Starter = {
      isOwed: () => this.#environments.size < this.guaranteed,
      environments: () => this.environments,
      begin: () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        const environment = this.#newEnvironment();
        void environment.started.then(() => this.#hasGrown(starter));
        resolve(environment);
      },
    };
    this.#waiting.push(waiter);
    const request = () => this.#options.limit.request(starter);
    const look = () => {
      if (!this.#needsMore()) {
        looking = setTimeout(look, patience);
        return;
      }
      this.#growing = starter;
      request();
    };
    const wanted = this.#environments.size + this.#waiting.length;
    const hasEnough = !this.fedByQueue && wanted > availableParallelism();
    if (hasEnough) looking = setTimeout(look, patience);
    else request();
    return promise;
  }

  /** One after the other: each shows whether the next one helps. */
  #needsMore(): boolean {
    if (this.#growing) return false;
    return performance.now() - this.#setFreeAt > impatience || !this.#options.processors.areBusy();
  }

  #hasGrown(by: Starter): void {
    if (this.#growing === by) this.#growing = undefined;
  }

  #newEnvironment(): ExecutionEnvironment {
    const environment = new ExecutionEnvironment({ ...this.#options, givesWay: !this.fedByQueue });
    this.#environments.add(environment);
    void environment.started.then(() => this.#options.limit.started());
    void environment.ended.then(() => {
      this.#environments.delete(environment);
      this.#options.limit.ended();
    });
    return environment;
  }

  #giveBack(environment: ExecutionEnvironment): void {
    this.#setFreeAt = performance.now();
    if (!environment.alive) return;
    if (this.environments > this.guaranteed && this.#options.limit.replaces(this.environments)) {
      void environment.terminate();
      return;
    }
    const waiter = this.#waiting.shift();
    if (waiter) {
      waiter.serveWith(environment);
      return;
    }
    environment.idleSince = Date.now();
    this.#idle.push(environment);
    this.#options.limit.idled();
  }
}

/** What AWS Fault Injection Service has an invocation end with. */
const injectedError = {
  payload: JSON.stringify({ errorType: 'FaultInjected', errorMessage: 'An invocation error was injected' }),
  functionError: 'Unhandled',
} as const satisfies Outcome;

/**
 * The last line of a request in its log, in Lambda's text format. Without the memory that was used: that of a thread cannot
 * be told. An initialisation is billed, too (https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/).
 */
function reportOf(memorySize: number, requestId: string, duration: number, init: number): string {
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${duration.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(duration + init)} ms`,
    `Memory Size: ${memorySize} MB`,
  ];
  if (init > 0) fields.push(`Init Duration: ${init.toFixed(2)} ms`);
  return fields.join('\t');
}

function logResult(requestId: string, lines: string[], report: string): string {
  const log = [
    `START RequestId: ${requestId} Version: $LATEST`,
    ...lines,
    `END RequestId: ${requestId}`,
    report,
  ].join('\n');
  return Buffer.from(`${log}\n`).subarray(-4096).toString('base64');
}
