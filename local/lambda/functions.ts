import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { FaultInjection } from '../fis/fault-injection.ts';
import type { Queues } from '../sqs/queues.ts';
import type { LogLine } from '../system.ts';
import { AsyncInvocations, type EventRecord } from './async-invocations.ts';
import { Concurrency } from './concurrency.ts';
import { EnvironmentLimit } from './environment-limit.ts';
import type { EventInvokeConfig, FunctionConfig } from './function-config.ts';
import { type FunctionRequest, type FunctionResult, LambdaFunction } from './lambda-function.ts';
import { Processors } from './processors.ts';

export interface FunctionsOptions {
  region: string;
  accountId: string;
  /** AWS_ENDPOINT_URL of every function. */
  endpointUrl: string;
  /** Where failed asynchronous events go. */
  queues: Queues;
  /** What is done to invocations from outside. */
  faults?: Pick<FaultInjection, 'ofInvocation'>;
  log: (line: LogLine) => void;
  /** How long the pauses before asynchronous events are tried again take; their real time when absent. */
  milliseconds?: (seconds: number) => number;
  /** Where environments keep compiled code for those that start later; without it each compiles for itself. */
  codeCacheFolder?: string;
  /** The PEM file that functions know as /var/runtime/ca-cert.pem. */
  certificatesFile?: string;
  /** How many requests the account runs at once; 1,000 is AWS's default. */
  accountConcurrency?: number;
  /** How many execution environments there are at most, all functions together; 24 when absent. */
  maximumEnvironments?: number;
  /** Those that the environments run on; the machine's when absent. */
  processors?: Pick<Processors, 'areBusy'>;
  /** How long an environment may take to initialise; 10 seconds when absent, as on AWS. */
  initSeconds?: number;
  /** How long an environment may idle before it ends; a minute when absent. */
  idleMilliseconds?: number;
}

export interface InvokeRequest {
  /** Which the function sees, in every attempt; a new one when absent. */
  requestId?: string;
  /** JSON. */
  payload: string;
  invocationType?: 'RequestResponse' | 'Event' | 'DryRun';
  traceHeader?: string;
  logType?: 'None' | 'Tail';
}

export interface InvokeResult {
  statusCode: number;
  payload: string;
  functionError?: 'Unhandled';
  /** Only of what ran: an event may run later, or never. */
  executedVersion?: string;
  logResult?: string;
}

/** Bytes (Lambda quotas, "Function configuration, deployment, and execution"). */
const maximumPayload = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 };

/**
 * An environment that was used more recently makes no room for another one: under load functions would take each other's
 * environments in turns, and start more of them than they use.
 */
const leastIdleMilliseconds = 10_000;

/** The Lambda functions of one account and region. */
export class Functions {
  readonly #options: FunctionsOptions;
  readonly #functions = new Map<string, LambdaFunction>();
  readonly #concurrency: Concurrency;
  readonly #limit: EnvironmentLimit;
  readonly #processors: Pick<Processors, 'areBusy'>;
  readonly #asyncInvocations: AsyncInvocations;
  readonly #idleTimer: NodeJS.Timeout;
  #stopped = false;

  constructor(options: FunctionsOptions) {
    this.#options = options;
    this.#processors = options.processors ?? new Processors();
    this.#concurrency = new Concurrency(options.accountConcurrency ?? 1000);
    this.#limit = new EnvironmentLimit({
      total: options.maximumEnvironments ?? 24,
      endIdlest: () => this.#endIdlest(),
    });
    this.#asyncInvocations = new AsyncInvocations({
      run: (lambda, request) => this.#run(lambda, request),
      deliver: (arn, record) => this.#deliver(arn, record),
      milliseconds: options.milliseconds ?? ((seconds) => seconds * 1000),
      log: options.log,
    });
    const idle = options.idleMilliseconds ?? 60_000;
    // So often that none outlives its time by more than a fifth, and those that may make room for others soon do.
    this.#idleTimer = setInterval(
      () => this.#endIdle(idle),
      Math.min(idle / 5, leastIdleMilliseconds),
    ).unref();
  }

  define(config: FunctionConfig): void {
    const { region, accountId, endpointUrl, codeCacheFolder, certificatesFile, initSeconds } = this.#options;
    this.#concurrency.reserve(config.name, config.reservedConcurrentExecutions);
    const arn = `arn:aws:lambda:${region}:${accountId}:function:${config.name}`;
    const source = `lambda/${config.name}`;
    const log = (line: string) => this.#options.log({ source, line });
    const lambda = new LambdaFunction(arn, {
      ...{ config, region, endpointUrl, codeCacheFolder, certificatesFile, initSeconds, log },
      limit: this.#limit,
      processors: this.#processors,
    });
    this.#functions.set(config.name, lambda);
  }

  /** Sets how asynchronous events of a function are retried and where they end. */
  configureEventInvoke(nameOrArn: string, config: EventInvokeConfig): void {
    this.#asyncInvocations.configure(this.find(nameOrArn), config);
  }

  /** By name, ARN or partial ARN. Throws ResourceNotFoundException, also for a version other than $LATEST. */
  find(nameOrArn: string): LambdaFunction {
    const [, name = '', qualifier = '$LATEST'] = /^(?:.*function:)?([\w-]+)(?::(.+))?$/.exec(nameOrArn) ?? [];
    const found = this.#functions.get(name);
    if (found && qualifier === '$LATEST') return found;
    const { region, accountId } = this.#options;
    const arn = nameOrArn.startsWith('arn:')
      ? nameOrArn
      : `arn:aws:lambda:${region}:${accountId}:function:${nameOrArn}`;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
  }

  /**
   * Invokes a function as the Invoke API does. What the function throws is no rejection: read `functionError`.
   * Throws ResourceNotFoundException, RequestTooLargeException and TooManyRequestsException.
   */
  async invoke(nameOrArn: string, request: InvokeRequest): Promise<InvokeResult> {
    const { requestId = randomUUID(), invocationType = 'RequestResponse', traceHeader, payload } = request;
    const lambda = this.find(nameOrArn);
    checkSize(payload, maximumPayload[invocationType]);
    if (invocationType === 'DryRun') return { statusCode: 204, payload: '' };
    const qualified = nameOrArn.endsWith(':$LATEST');
    const event = { requestId, payload, traceHeader, qualified, tail: request.logType === 'Tail' };
    if (invocationType === 'Event') {
      this.#asyncInvocations.submit(lambda, event);
      return { statusCode: 202, payload: '' };
    }
    const { payload: answer, functionError, logResult } = await this.#run(lambda, event);
    return { statusCode: 200, executedVersion: '$LATEST', payload: answer, functionError, logResult };
  }

  /** As PutFunctionConcurrency; without a number, as DeleteFunctionConcurrency. Throws InvalidParameterValueException. */
  reserveConcurrency(nameOrArn: string, reserved: number | undefined): void {
    this.#concurrency.reserve(this.find(nameOrArn).config.name, reserved);
  }

  /** Ends every environment and forgets asynchronous events that still wait. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#idleTimer);
    this.#asyncInvocations.stop();
    await Promise.all([...this.#functions.values()].map((lambda) => lambda.stop()));
  }

  async #run(lambda: LambdaFunction, request: FunctionRequest): Promise<FunctionResult> {
    if (this.#stopped)
      throw new Error(`${lambda.config.name} cannot run any more: the functions have been stopped`);
    const release = this.#concurrency.acquire(lambda.config.name);
    try {
      return await lambda.run(request, this.#options.faults?.ofInvocation(lambda.config.name));
    } finally {
      release();
    }
  }

  async #deliver(arn: string, record: EventRecord): Promise<void> {
    const { body: payload, traceHeader } = record;
    if (arn.split(':')[2] === 'lambda')
      await this.invoke(arn, { payload, traceHeader, invocationType: 'Event' });
    else this.#options.queues.find(arn).send(record);
  }

  #endIdlest(): boolean {
    const before = Date.now() - leastIdleMilliseconds;
    const idling = [...this.#functions.values()].filter(
      ({ idlestSince = before, keepsAll }) => idlestSince < before && !keepsAll,
    );
    const [idlest] = idling.sort((one, other) => (one.idlestSince ?? 0) - (other.idlestSince ?? 0));
    idlest?.endIdlest();
    return idlest !== undefined;
  }

  #endIdle(milliseconds: number): void {
    for (const lambda of this.#functions.values()) lambda.endIdleSince(Date.now() - milliseconds);
    this.#limit.idled();
  }
}

function checkSize(payload: string, maximum: number): void {
  if (payload.length * 3 <= maximum || Buffer.byteLength(payload) <= maximum) return;
  throw new AwsError(
    'RequestTooLargeException',
    `Request must be smaller than ${maximum} bytes for the InvokeFunction operation`,
    413,
  );
}
