import { setTimeout as delay } from 'node:timers/promises';
import type { ReceivedMessage } from '../sqs/message.ts';
import type { Queue } from '../sqs/queue.ts';
import { failedItems } from './batch-response.ts';
import { ThrottledError } from './concurrency.ts';
import type { Functions, InvokeResult } from './functions.ts';
import { sqsRecord } from './sqs-event.ts';

export interface SqsPollerConfig {
  functionName: string;
  queue: Queue;
  batchSize: number;
  /** How long to gather a batch; 0 invokes with what the first receive brings. */
  maximumBatchingWindowInSeconds: number;
  reportBatchItemFailures: boolean;
}

interface Batch {
  messages: ReceivedMessage[];
  records: string[];
  /** Epoch milliseconds. */
  receivedAt: number;
}

/** The records of an event may be this long together, so that it is no larger than a payload may be (6 MB). */
const maximumRecordsBytes = 6_291_456 - '{"Records":[]}'.length;
const longPollSeconds = 20;
const throttleMilliseconds = { first: 100, most: 1000 };

/** Receives one batch, invokes, deletes what succeeded, and only then receives again. */
export class SqsPoller {
  readonly #config: SqsPollerConfig;
  readonly #functions: Functions;
  readonly #log: (line: string) => void;
  readonly #signal: AbortSignal;
  /** Received, but too much for the last event. */
  #held: ReceivedMessage[] = [];

  constructor(
    config: SqsPollerConfig,
    functions: Functions,
    log: (line: string) => void,
    signal: AbortSignal,
  ) {
    this.#config = config;
    this.#functions = functions;
    this.#log = log;
    this.#signal = signal;
  }

  /** One batch. Never rejects: what fails stays in the queue and returns when its visibility timeout is over. */
  async cycle(): Promise<'idle' | 'processed' | 'failed'> {
    try {
      const batch = await this.#collect();
      if (batch.messages.length === 0) return 'idle';
      const result = await this.#invoke(batch);
      return result && this.#settle(batch, result) ? 'processed' : 'failed';
    } catch (error) {
      if (this.#signal.aborted) return 'failed';
      this.#log(`The batch could not be processed and returns to the queue: ${String(error)}`);
      await delay(1000, undefined, { signal: this.#signal }).catch(() => undefined);
      return 'failed';
    }
  }

  /** Gathers until the batch is full in number or size, or its window is over. */
  async #collect(): Promise<Batch> {
    const { batchSize, maximumBatchingWindowInSeconds: window } = this.#config;
    let incoming = this.#held.length > 0 ? this.#held : await this.#receive(batchSize, longPollSeconds);
    this.#held = [];
    const batch: Batch = { messages: [], records: [], receivedAt: Date.now() };
    for (let room = maximumRecordsBytes; incoming.length > 0; ) {
      room = this.#fill(batch, incoming, room);
      const secondsLeft = window - (Date.now() - batch.receivedAt) / 1000;
      if (this.#held.length > 0 || batch.messages.length >= batchSize || secondsLeft <= 0) break;
      incoming = await this.#receive(batchSize - batch.messages.length, secondsLeft);
    }
    return batch;
  }

  /** Adds what fits into `room` bytes, holds the rest back, and answers the room that is left. */
  #fill(batch: Batch, incoming: ReceivedMessage[], room: number): number {
    const { queue, maximumBatchingWindowInSeconds: window } = this.#config;
    let left = room;
    for (const [index, message] of incoming.entries()) {
      const record = sqsRecord(message, queue.arn, window > 0);
      left -= Buffer.byteLength(record) + 1;
      if (left < 0) {
        this.#held = incoming.slice(index);
        break;
      }
      batch.messages.push(message);
      batch.records.push(record);
    }
    return left;
  }

  #receive(maxMessages: number, waitSeconds: number): Promise<ReceivedMessage[]> {
    return this.#config.queue.receive({ maxMessages, waitSeconds, signal: this.#signal });
  }

  /**
   * Undefined when the function was throttled until the visibility timeout was over: Lambda tries as long as that,
   * with a backoff, and then drops the batch, which returns to the queue with its receive count up.
   */
  async #invoke(batch: Batch): Promise<InvokeResult | undefined> {
    const { functionName, queue } = this.#config;
    const payload = `{"Records":[${batch.records.join(',')}]}`;
    const visibleAt = batch.receivedAt + queue.config.visibilityTimeout * 1000;
    for (let wait = throttleMilliseconds.first; ; wait = Math.min(wait * 2, throttleMilliseconds.most)) {
      try {
        return await this.#functions.invoke(functionName, { payload });
      } catch (error) {
        if (!(error instanceof ThrottledError)) throw error;
        if (Date.now() + wait >= visibleAt) return undefined;
      }
      await delay(wait, undefined, { signal: this.#signal });
    }
  }

  /** Deletes what the function has done with. False when Lambda counts the batch as failed and would slow down. */
  #settle({ messages }: Batch, result: InvokeResult): boolean {
    if (result.functionError) return false;
    const ids = messages.map((message) => message.messageId);
    const failed = this.#config.reportBatchItemFailures
      ? failedItems(result.payload, ids)
      : new Set<string>();
    for (const message of messages)
      if (!failed.has(message.messageId)) this.#config.queue.delete(message.receiptHandle);
    return true;
  }
}
