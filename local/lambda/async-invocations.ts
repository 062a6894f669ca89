import { setTimeout as delay } from 'node:timers/promises';
import type { MessageAttributes } from '../sqs/message.ts';
import type { LogLine } from '../system.ts';
import { newTraceHeader } from '../trace-header.ts';
import { ThrottledError } from './concurrency.ts';
import type { EventInvokeConfig } from './function-config.ts';
import type { FunctionRequest, FunctionResult, LambdaFunction } from './lambda-function.ts';

export interface AsyncInvocationsOptions {
  run(lambda: LambdaFunction, request: FunctionRequest): Promise<FunctionResult>;
  /** Sends a record of an event to a destination or a dead-letter queue, in the trace of the event. */
  deliver(arn: string, record: EventRecord): Promise<void>;
  /** How long waits of so many seconds take. */
  milliseconds(seconds: number): number;
  log: (line: LogLine) => void;
}

export interface EventRecord {
  body: string;
  attributes: MessageAttributes;
  traceHeader: string | undefined;
}

/** Seconds before the first and the second retry of a function error (Developer Guide, "How Lambda handles errors"). */
const retrySeconds = [60, 120];
/** Seconds before a throttled event is tried again, growing from the first to the second (the same page). */
const throttleSeconds = { first: 1, most: 300 };

/** How an event ended, for the record that goes to a destination. */
interface Ending {
  condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';
  invokeCount: number;
  result?: FunctionResult;
}

/** Asynchronous invocations: Lambda's own queue of events, its retries, and where events go in the end. */
export class AsyncInvocations {
  readonly #options: AsyncInvocationsOptions;
  readonly #configs = new Map<LambdaFunction, EventInvokeConfig>();
  readonly #stopping = new AbortController();

  constructor(options: AsyncInvocationsOptions) {
    this.#options = options;
  }

  configure(lambda: LambdaFunction, config: EventInvokeConfig): void {
    this.#configs.set(lambda, config);
  }

  /** Takes an event and answers at once. All that comes of it is in one trace. */
  submit(lambda: LambdaFunction, submitted: FunctionRequest): void {
    const event = { ...submitted, traceHeader: submitted.traceHeader ?? newTraceHeader() };
    this.#process(lambda, event).catch((error: unknown) => {
      if (this.#stopping.signal.aborted) return;
      const line = `An asynchronous event of ${lambda.config.name} is lost: ${String(error)}. Its payload: ${event.payload}`;
      this.#options.log({ source: 'lambda', line });
    });
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #process(lambda: LambdaFunction, event: FunctionRequest): Promise<void> {
    const config = this.#configs.get(lambda) ?? {};
    const ending = await this.#untilTheEnd(lambda, event, config);
    const succeeded = ending.condition === 'Success';
    const destination = succeeded ? config.onSuccess : config.onFailure;
    const { traceHeader } = event;
    const { deadLetterTargetArn } = lambda.config;
    if (destination) {
      const body = destinationRecord(lambda, event, ending);
      await this.#options.deliver(destination, { body, attributes: {}, traceHeader });
    }
    if (!succeeded && deadLetterTargetArn) {
      const attributes = deadLetterAttributes(event, ending);
      await this.#options.deliver(deadLetterTargetArn, { body: event.payload, attributes, traceHeader });
    }
  }

  async #untilTheEnd(
    lambda: LambdaFunction,
    event: FunctionRequest,
    { maximumRetryAttempts = 2, maximumEventAge = 21_600 }: EventInvokeConfig,
  ): Promise<Ending> {
    const expiresAt = Date.now() + this.#options.milliseconds(maximumEventAge);
    const ending: Ending = { condition: 'EventAgeExceeded', invokeCount: 0 };
    let throttleDelay = throttleSeconds.first;
    while (Date.now() < expiresAt) {
      const result = await this.#attempt(lambda, event);
      if (result instanceof ThrottledError) {
        if (result.noneReserved) return { ...ending, condition: 'ZeroReservedConcurrency' };
        await this.#wait(this.#options.milliseconds(throttleDelay));
        throttleDelay = Math.min(throttleDelay * 2, throttleSeconds.most);
        continue;
      }
      ending.result = result;
      ending.invokeCount++;
      if (!result.functionError) return { ...ending, condition: 'Success' };
      if (ending.invokeCount > maximumRetryAttempts) return { ...ending, condition: 'RetriesExhausted' };
      const pause = this.#options.milliseconds(retrySeconds[ending.invokeCount - 1] ?? 0);
      if (Date.now() + pause >= expiresAt) return ending;
      await this.#wait(pause);
    }
    return ending;
  }

  async #attempt(lambda: LambdaFunction, event: FunctionRequest): Promise<FunctionResult | ThrottledError> {
    try {
      return await this.#options.run(lambda, event);
    } catch (error) {
      if (error instanceof ThrottledError) return error;
      throw error;
    }
  }

  #wait(milliseconds: number): Promise<void> {
    return delay(milliseconds, undefined, { signal: this.#stopping.signal, ref: false });
  }
}

/** The record that a destination gets (Developer Guide, "Capturing records of Lambda asynchronous invocations"). */
function destinationRecord(lambda: LambdaFunction, event: FunctionRequest, ending: Ending): string {
  const { condition, invokeCount, result } = ending;
  return JSON.stringify({
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: `${lambda.arn}:$LATEST`,
      condition,
      approximateInvokeCount: invokeCount,
    },
    requestPayload: JSON.parse(event.payload),
    ...(result && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: result.functionError },
      responsePayload: JSON.parse(result.payload),
    }),
  });
}

/** A dead-letter queue gets the event itself, and these message attributes. */
function deadLetterAttributes({ requestId }: FunctionRequest, { result }: Ending): MessageAttributes {
  if (!result) return {};
  const { errorMessage } = JSON.parse(result.payload) as { errorMessage?: string };
  return {
    RequestID: { DataType: 'String', StringValue: requestId },
    ErrorCode: { DataType: 'Number', StringValue: '200' },
    ...(errorMessage && {
      ErrorMessage: { DataType: 'String', StringValue: errorMessage.slice(0, 1024) },
    }),
  };
}
