import { AwsError } from '../aws-error.ts';
import type { Functions } from './functions.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { SqsPoller, type SqsPollerConfig } from './sqs-poller.ts';

/** An event source mapping from a queue to a function. */
export interface SqsEventSourceConfig extends SqsPollerConfig {
  /** The most batches at once; 1,000 when absent. */
  maximumConcurrency?: number;
}

/** Developer Guide, "Configuring scaling behavior for SQS event source mappings": 5 at first, then 300 more a minute. */
const scaling = { initial: 5, perSecond: 5, most: 1000 };

/**
 * Brings the messages of a queue to a function. There are never more requests at once than pollers: as many as the load
 * asks for, but not more than the maximum concurrency.
 */
export class SqsEventSource {
  readonly #config: SqsEventSourceConfig;
  readonly #functions: Functions;
  readonly #log: (line: string) => void;
  readonly #stopping = new AbortController();
  readonly #lambda: LambdaFunction;
  readonly #most: number;
  readonly #initial: number;
  #pollers = 0;
  #scaler: NodeJS.Timeout | undefined;

  /** Throws InvalidParameterValueException for a mapping that Lambda refuses. */
  constructor(config: SqsEventSourceConfig, functions: Functions, log: (line: string) => void) {
    const lambda = functions.find(config.functionName);
    checkMapping(config, lambda.config.timeout);
    this.#config = config;
    this.#functions = functions;
    this.#log = log;
    this.#most = config.maximumConcurrency ?? scaling.most;
    this.#initial = Math.min(scaling.initial, this.#most);
    lambda.fedByQueue = true;
    this.#lambda = lambda;
  }

  start(): void {
    this.#addPollers(this.#initial);
    this.#scaler = setInterval(() => this.#scaleUp(), 1000).unref();
  }

  /** Receives no more. Batches on their way end with their function. */
  stop(): void {
    clearInterval(this.#scaler);
    this.#stopping.abort();
  }

  /** A message that nobody has taken means that every poller is busy. */
  #scaleUp(): void {
    if (this.#config.queue.counts().visible === 0) return;
    this.#addPollers(Math.min(scaling.perSecond, this.#most - this.#pollers));
  }

  #addPollers(count: number): void {
    for (let added = 0; added < count; added++) void this.#poll();
  }

  /** Polls for as long as there is work; beyond the first pollers one ends when it is idle or its batch failed. */
  async #poll(): Promise<void> {
    this.#count(1);
    const { signal } = this.#stopping;
    const poller = new SqsPoller(this.#config, this.#functions, this.#log, signal);
    let wanted = true;
    while (wanted && !signal.aborted) {
      const outcome = await poller.cycle();
      wanted = outcome === 'processed' || this.#pollers <= this.#initial;
    }
    this.#count(-1);
  }

  /** Whoever polls has an environment to invoke, however many those of other functions are. */
  #count(change: 1 | -1): void {
    this.#pollers += change;
    this.#lambda.guaranteed = Math.max(1, this.#pollers);
  }
}

function checkMapping(config: SqsEventSourceConfig, functionTimeout: number): void {
  const { visibilityTimeout } = config.queue.config;
  const refuse = (reason: string) => new AwsError('InvalidParameterValueException', reason);
  if (visibilityTimeout < functionTimeout)
    throw refuse(
      `Invalid request provided: Queue visibility timeout: ${visibilityTimeout} seconds is less than Function timeout: ${functionTimeout} seconds`,
    );
  if (config.batchSize > 10 && config.maximumBatchingWindowInSeconds < 1)
    throw refuse(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
}
