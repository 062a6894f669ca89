import { randomUUID } from 'node:crypto';
import { newTraceHeader } from '../trace-header.ts';
import {
  ExecutionEnvironment,
  type ExecutionEnvironmentOptions,
  type Outcome,
} from './execution-environment.ts';

/** One request to a function. */
export interface FunctionRequest {
  payload: string;
  traceHeader?: string | undefined;
  /** Adds the last 4 KB of the request's log, in base64, to the result. */
  tail?: boolean;
}

export interface FunctionResult extends Outcome {
  requestId: string;
  logResult?: string;
}

/** One function and its execution environments: an idle one serves the next request, the latest used first. */
export class LambdaFunction {
  readonly arn: string;
  readonly #options: ExecutionEnvironmentOptions;
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #environments = new Set<ExecutionEnvironment>();

  constructor(arn: string, options: ExecutionEnvironmentOptions) {
    this.arn = arn;
    this.#options = options;
  }

  get config() {
    return this.#options.config;
  }

  /** Runs the handler in an idle environment, or in a new one when there is none. */
  async run(request: FunctionRequest): Promise<FunctionResult> {
    const requestId = randomUUID();
    const environment = this.#idleEnvironment() ?? this.#newEnvironment();
    const lines: string[] = [];
    const startedAt = performance.now();
    const outcome = await environment.invoke(
      {
        requestId,
        payload: request.payload,
        traceId: request.traceHeader?.includes('Root=') ? request.traceHeader : newTraceHeader(),
        functionArn: this.arn,
      },
      request.tail ? (line) => lines.push(line) : undefined,
    );
    this.#giveBack(environment);
    if (outcome.functionError)
      this.#options.log(`${new Date().toISOString()}\t${requestId}\tERROR\tInvoke Error\t${outcome.payload}`);
    const duration = performance.now() - startedAt;
    return {
      ...outcome,
      requestId,
      logResult: request.tail ? this.#logResult(requestId, lines, duration) : undefined,
    };
  }

  /** Ends environments that have been idle since before `epochMilliseconds`. */
  endIdleSince(epochMilliseconds: number): void {
    while (this.#idle[0] && this.#idle[0].idleSince < epochMilliseconds) {
      const environment = this.#idle.shift();
      if (environment) void this.#end(environment);
    }
  }

  /** Ends every environment. Requests that still run end as crashed. */
  async stop(): Promise<void> {
    await Promise.all([...this.#environments].map((environment) => this.#end(environment)));
  }

  #idleEnvironment(): ExecutionEnvironment | undefined {
    for (let environment = this.#idle.pop(); environment; environment = this.#idle.pop()) {
      if (environment.alive) return environment;
      this.#environments.delete(environment);
    }
    return undefined;
  }

  #newEnvironment(): ExecutionEnvironment {
    const environment = new ExecutionEnvironment(this.#options);
    this.#environments.add(environment);
    return environment;
  }

  #giveBack(environment: ExecutionEnvironment): void {
    if (!environment.alive) {
      this.#environments.delete(environment);
      return;
    }
    environment.idleSince = Date.now();
    this.#idle.push(environment);
  }

  async #end(environment: ExecutionEnvironment): Promise<void> {
    this.#environments.delete(environment);
    await environment.terminate();
  }

  #logResult(requestId: string, lines: string[], milliseconds: number): string {
    const duration = milliseconds.toFixed(2);
    const log = [
      `START RequestId: ${requestId} Version: $LATEST`,
      ...lines,
      `END RequestId: ${requestId}`,
      `REPORT RequestId: ${requestId}\tDuration: ${duration} ms\tBilled Duration: ${Math.ceil(milliseconds)} ms\tMemory Size: ${this.config.memorySize} MB`,
    ].join('\n');
    return Buffer.from(`${log}\n`).subarray(-4096).toString('base64');
  }
}
