import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { environmentVariables } from './environment-variables.ts';
import type { FunctionConfig } from './function-config.ts';
import type { EnvironmentMessage, EnvironmentSetup, InvokeMessage } from './messages.ts';

/** How one request ended. With `functionError` the payload says what went wrong, in Lambda's words. */
export interface Outcome {
  payload: string;
  functionError?: 'Unhandled';
  /** What Lambda itself writes into the log about it. */
  logged?: string;
  /** How long the environment took to initialise, when this was its first request. */
  initMilliseconds?: number;
}

/** A request to an environment. */
type EnvironmentRequest = Omit<InvokeMessage, 'deadline'> & {
  /** The handler sees it so much later, and has so much less time. */
  startupDelayMilliseconds?: number;
};

export interface ExecutionEnvironmentOptions {
  config: FunctionConfig;
  region: string;
  endpointUrl: string;
  codeCacheFolder?: string;
  certificatesFile?: string;
  /** Where processors are few, it leaves them to others. */
  givesWay?: boolean;
  /** How long it may take to initialise; 10 when absent. */
  initSeconds?: number;
  log: (line: string) => void;
}

/** Lambda quotas: 6 MB, and what the service adds to it. */
const maximumResponseBytes = 6_291_556;
/** The Init phase may take this long; it does not count against the function's timeout. */
const defaultInitSeconds = 10;

/**
 * One place where a function runs: a worker thread with an environment, a heap limit and a module cache of its own,
 * which serves one request at a time. After a timeout, a crash or an exit it is dead and must not be used again.
 */
export class ExecutionEnvironment {
  /** False as soon as it can serve no more requests. */
  alive = true;
  /** Whether it is dead because it had not initialised in time. */
  initTimedOut = false;
  /** Epoch milliseconds. */
  idleSince = 0;
  readonly #options: ExecutionEnvironmentOptions;
  readonly #worker: Worker;
  #initialised = false;
  #timedOut = false;
  #requestId = '';
  #onLine: ((line: string) => void) | undefined;
  #partialLine = '';
  #settle: (outcome: Outcome | undefined) => void = () => {};
  #lastOutcome: Outcome = { payload: '', functionError: 'Unhandled' };
  readonly #ended = Promise.withResolvers<void>();
  readonly #started = Promise.withResolvers<void>();

  constructor(options: ExecutionEnvironmentOptions) {
    this.#options = options;
    this.#worker = startWorker(options);
    this.#worker.on('message', (message: EnvironmentMessage) => this.#receive(message));
    this.#worker.on('error', (error) => this.#die(exited(this.#requestId, workerErrorReason(error))));
    this.#worker.on('exit', (code) => {
      this.#die(exited(this.#requestId, exitReason(code)));
      this.#ended.resolve();
    });
  }

  /** Whether it serves a request. */
  get isBusy(): boolean {
    return this.alive && this.#requestId !== '';
  }

  /** Resolves when it has initialised, or cannot. */
  get started(): Promise<void> {
    return this.#started.promise;
  }

  /** Resolves when its thread is gone. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /**
   * Runs the handler once. Whatever goes wrong with it is the outcome, no rejection. `onLine` sees what it logs meanwhile.
   * With `initAgain` its initialisation is the second one for this request and counts against the function's timeout.
   */
  async invoke(
    { startupDelayMilliseconds = 0, ...request }: EnvironmentRequest,
    { onLine, initAgain }: { onLine?: (line: string) => void; initAgain?: boolean } = {},
  ): Promise<Outcome> {
    if (!this.alive) return this.#lastOutcome;
    this.#requestId = request.requestId;
    this.#onLine = onLine;
    const { config, initSeconds = defaultInitSeconds } = this.#options;
    let deadline = Date.now() + config.timeout * 1000;
    const startedAt = performance.now();
    let initMilliseconds: number | undefined;
    if (!this.#initialised) {
      const failure = await this.#settled(initAgain ? deadline : Date.now() + initSeconds * 1000);
      if (failure) {
        this.initTimedOut = this.#timedOut && !initAgain;
        return failure;
      }
      this.#initialised = true;
      if (!initAgain) {
        deadline = Date.now() + config.timeout * 1000;
        initMilliseconds = performance.now() - startedAt;
      }
    }
    const post = () => this.#worker.postMessage({ ...request, deadline } satisfies InvokeMessage);
    const delayed = startupDelayMilliseconds > 0 && setTimeout(post, startupDelayMilliseconds);
    if (!delayed) post();
    const outcome = await this.#settled(deadline);
    if (delayed) clearTimeout(delayed);
    this.#requestId = '';
    if (!outcome) throw new Error('An execution environment was initialised twice');
    return initMilliseconds === undefined ? outcome : { ...outcome, initMilliseconds };
  }

  /** Ends it. A request that it still serves fails. */
  async terminate(): Promise<void> {
    this.#end(exited(this.#requestId, 'Runtime exited: the environment was stopped'));
    await this.#worker.terminate();
  }

  /** Waits for the end of the initialisation (undefined when it went well) or of the request, by the epoch millisecond. */
  #settled(deadline: number): Promise<Outcome | undefined> {
    const { timeout } = this.#options.config;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timedOut = true;
        this.#die(timedOut(this.#requestId, timeout));
      }, deadline - Date.now());
      this.#settle = (outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      };
    });
  }

  #receive(message: EnvironmentMessage): void {
    switch (message.type) {
      case 'log':
        this.#log(message.text);
        break;
      case 'initialised':
        this.#started.resolve();
        this.#settle(undefined);
        break;
      case 'result':
        this.#settle(limited(message.payload));
        break;
      case 'error':
        this.#fail(message);
        break;
    }
  }

  #fail({ payload, fatal }: { payload: string; fatal: boolean }): void {
    const outcome: Outcome = { payload, functionError: 'Unhandled' };
    if (fatal) this.#die(outcome);
    else this.#settle(outcome);
  }

  /** The worker failed: what it was serving, if anything, ends with `outcome`. */
  #die(outcome: Outcome): void {
    if (!this.alive) return;
    if (!this.#requestId) this.#options.log(`The environment crashed between requests: ${outcome.payload}`);
    this.#end(outcome);
    void this.#worker.terminate();
  }

  #end(outcome: Outcome): void {
    this.alive = false;
    this.#started.resolve();
    this.#lastOutcome = outcome;
    this.#settle(outcome);
  }

  #log(text: string): void {
    const lines = (this.#partialLine + text).split('\n');
    this.#partialLine = lines.pop() ?? '';
    for (const line of lines) {
      this.#options.log(line);
      this.#onLine?.(line);
    }
  }
}

function startWorker(options: ExecutionEnvironmentOptions): Worker {
  const { config } = options;
  const logStreamName = `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomBytes(16).toString('hex')}`;
  const setup: EnvironmentSetup = {
    codeFolder: config.codeFolder,
    handler: config.handler,
    functionName: config.name,
    memorySize: config.memorySize,
    logGroupName: config.logGroup,
    logStreamName,
    codeCacheFolder: options.codeCacheFolder,
    certificatesFile: options.certificatesFile,
    givesWay: options.givesWay ?? false,
  };
  return new Worker(new URL('./environment.mjs', import.meta.url), {
    name: config.name,
    workerData: setup,
    env: environmentVariables(config, logStreamName, options),
    execArgv: [],
    stdout: true,
    stderr: true,
    // A small young generation keeps many environments in little memory; V8's default grows each by 10 MB and more.
    resourceLimits: { maxOldGenerationSizeMb: config.memorySize, maxYoungGenerationSizeMb: 4 },
  });
}

function limited(payload: string): Outcome {
  if (payload.length * 3 <= maximumResponseBytes || Buffer.byteLength(payload) <= maximumResponseBytes)
    return { payload };
  const text = `Response payload size exceeded maximum allowed payload size (${maximumResponseBytes} bytes).`;
  const logged = `[ERROR] [${Date.now()}] LAMBDA_RUNTIME Failed to post handler success response. Http response code: 413.`;
  return failed('Function.ResponseSizeTooLarge', text, logged);
}

function timedOut(requestId: string, seconds: number): Outcome {
  const text = `Task timed out after ${seconds.toFixed(2)} seconds`;
  const logged = `${new Date().toISOString()} ${requestId} ${text}`;
  return failed('Sandbox.Timedout', `RequestId: ${requestId} Error: ${text}`, logged);
}

function exited(requestId: string, reason: string): Outcome {
  const text = `RequestId: ${requestId} Error: ${reason}`;
  return failed('Runtime.ExitError', text, `${text}\nRuntime.ExitError`);
}

function failed(errorType: string, errorMessage: string, logged: string): Outcome {
  return { payload: JSON.stringify({ errorType, errorMessage }), functionError: 'Unhandled', logged };
}

function exitReason(code: number): string {
  return code === 0
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${code}`;
}

/** Lambda kills a process that outgrows its memory; a worker thread that does ends with an error of its own. */
function workerErrorReason(error: unknown): string {
  const outOfMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return `Runtime exited with error: ${outOfMemory ? 'signal: killed' : String(error)}`;
}
