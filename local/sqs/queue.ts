import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import { Deadlines } from './deadlines.ts';
import { checkMessage, checkRange, invalidParameter } from './limits.ts';
import {
  type MessageToSend,
  md5OfAttributes,
  md5OfBody,
  md5OfSystemAttributes,
  type ReceivedMessage,
  type SentMessage,
  type StoredMessage,
  snapshot,
} from './message.ts';
import { ReceiptHandles } from './receipt-handles.ts';
import { type ReceiveRequest, Receivers } from './receivers.ts';

/** A queue's attributes, as CreateQueue names them. Durations are seconds, sizes bytes. */
export interface QueueConfig {
  name: string;
  visibilityTimeout: number;
  delaySeconds: number;
  messageRetentionPeriod: number;
  receiveMessageWaitTimeSeconds: number;
  maximumMessageSize: number;
  redrivePolicy?: { deadLetterTargetArn: string; maxReceiveCount: number };
  redriveAllowPolicy?: {
    redrivePermission: 'allowAll' | 'denyAll' | 'byQueue';
    sourceQueueArns?: string[];
  };
}

export interface QueueOptions {
  config: QueueConfig;
  arn: string;
  url: string;
  /** SenderId of messages whose sender is not known. */
  accountId: string;
  deadLetterQueue: Queue | undefined;
}

/** The attributes that a queue may have (API reference, GetQueueAttributes). */
export const queueAttributes = [
  'QueueArn',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'VisibilityTimeout',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'DelaySeconds',
  'ReceiveMessageWaitTimeSeconds',
  'SqsManagedSseEnabled',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'Policy',
];

/** Seconds for which a receive can hide a message in all. */
const longestInvisible = 43_200;

/** How many messages may be in flight (developer guide, "Amazon SQS standard queue quotas"). */
const mostInFlight = 120_000;

/** One standard queue in memory: at least once, in order as far as redelivery lets it. */
export class Queue {
  readonly arn: string;
  readonly url: string;
  config: QueueConfig;
  readonly #options: QueueOptions;
  /** Epoch milliseconds. */
  readonly createdAt = Date.now();
  modifiedAt = this.createdAt;
  #purgedAt = Number.NEGATIVE_INFINITY;
  readonly #handles: ReceiptHandles;
  readonly #visible = new Set<StoredMessage>();
  /** Kept between receives: a fresh iterator would walk over every hole that deletions left in the set. */
  #oldestFirst = this.#visible.values();
  /** Of both, each message is shown when it is due. */
  readonly #inFlight = new Deadlines<StoredMessage>((message) => this.#show(message));
  readonly #delayed = new Deadlines<StoredMessage>((message) => this.#show(message));
  /** By their ids, which stand in their receipt handles. */
  readonly #received = new Map<string, StoredMessage>();
  readonly #receivers = new Receivers((request) => this.#take(request));

  constructor(options: QueueOptions) {
    this.#options = options;
    this.arn = options.arn;
    this.url = options.url;
    this.config = options.config;
    this.#handles = new ReceiptHandles(options.arn);
  }

  /** Changes attributes; messages that are in flight keep their times. The dead-letter queue cannot be another one. */
  configure(change: Partial<QueueConfig>): void {
    const { redrivePolicy } = change;
    if (redrivePolicy && redrivePolicy.deadLetterTargetArn !== this.config.redrivePolicy?.deadLetterTargetArn)
      throw invalidParameter('A local queue keeps the dead-letter queue that it was created with.');
    this.config = { ...this.config, ...change };
    this.modifiedAt = Date.now();
  }

  /** Queues a message. Throws what SendMessage answers for one that it refuses. */
  send(message: MessageToSend): SentMessage {
    checkMessage(message, this.config.maximumMessageSize);
    const attributes = message.attributes ?? {};
    const stored: StoredMessage = {
      messageId: randomUUID(),
      body: message.body,
      md5OfBody: md5OfBody(message.body),
      attributes,
      md5OfAttributes: md5OfAttributes(attributes),
      senderId: message.senderId ?? this.#options.accountId,
      traceHeader: message.traceHeader,
      sentAt: Date.now(),
      receiveCount: 0,
    };
    const delay = message.delaySeconds ?? this.config.delaySeconds;
    if (delay > 0) stored.invisible = this.#delayed.add(stored, stored.sentAt + delay * 1000);
    else this.#show(stored);
    return {
      messageId: stored.messageId,
      md5OfBody: stored.md5OfBody,
      md5OfAttributes: stored.md5OfAttributes,
      md5OfSystemAttributes: md5OfSystemAttributes(stored),
    };
  }

  /**
   * Takes up to `maxMessages`; when there are none, waits up to `waitSeconds` and answers as soon as one is there. Throws
   * OverLimit when too many are in flight: a receive that waits is answered nothing instead.
   */
  receive(request: Partial<ReceiveRequest>): Promise<ReceivedMessage[]> {
    const { waitSeconds = this.config.receiveMessageWaitTimeSeconds } = request;
    if (waitSeconds === 0 && this.#inFlight.size >= mostInFlight)
      return Promise.reject(
        new AwsError('OverLimit', `${mostInFlight} messages of the queue are in flight.`, 403),
      );
    return this.#receivers.receive({
      maxMessages: request.maxMessages ?? 1,
      waitSeconds,
      visibilityTimeout: request.visibilityTimeout,
      signal: request.signal,
    });
  }

  /** As on AWS, a handle that another receive has outdated, or whose message is gone, is accepted without effect. */
  delete(receiptHandle: string): void {
    const message = this.#byHandle(receiptHandle);
    if (message?.receiptHandle !== receiptHandle) return;
    this.#forget(message);
    if (this.#visible.size > 0) this.#receivers.wake();
  }

  /**
   * Makes a message visible in so many seconds from now, also one whose timeout is over, and at most 12 hours after its receive.
   * As on AWS, a handle that another receive has outdated does this, too.
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
   */
  changeVisibility(receiptHandle: string, seconds: number): void {
    checkRange('VisibilityTimeout', seconds, 0, longestInvisible);
    const message = this.#byHandle(receiptHandle);
    if (!message)
      throw invalidParameter(
        `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      );
    const visibleAt = Date.now() + seconds * 1000;
    if (visibleAt > (message.receivedAt ?? 0) + longestInvisible * 1000)
      throw invalidParameter(
        `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [${longestInvisible} seconds]`,
      );
    if (message.invisible) this.#inFlight.remove(message.invisible);
    else if (seconds === 0) return;
    this.#visible.delete(message);
    if (seconds === 0) this.#show(message);
    else message.invisible = this.#inFlight.add(message, visibleAt);
  }

  /** Takes a message that a queue gave up, with its id, its time of sending and its receive count. */
  accept(message: StoredMessage, deadLetterSourceArn = message.deadLetterSourceArn): void {
    delete message.receiptHandle;
    if (deadLetterSourceArn) message.deadLetterSourceArn = deadLetterSourceArn;
    this.#show(message);
  }

  /** Takes the oldest visible message out for good, without counting it as a receive. */
  remove(): StoredMessage | undefined {
    const message = this.#next();
    if (message) this.#forget(message);
    return message;
  }

  /** Throws PurgeQueueInProgress within a minute of the last time. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html */
  purge(): void {
    if (Date.now() < this.#purgedAt + 60_000)
      throw new AwsError(
        'AWS.SimpleQueueService.PurgeQueueInProgress',
        `Only one PurgeQueue operation on ${this.config.name} is allowed every 60 seconds.`,
        403,
      );
    this.#purgedAt = Date.now();
    this.clear();
  }

  /** Forgets all messages, however often. */
  clear(): void {
    for (const line of [this.#visible, this.#inFlight, this.#delayed, this.#received]) line.clear();
  }

  /** How many messages are visible, in flight and delayed, now. */
  counts(): { visible: number; inFlight: number; delayed: number } {
    for (const message of this.#visible) {
      if (!this.#expired(message)) break;
      this.#forget(message);
    }
    return { visible: this.#visible.size, inFlight: this.#inFlight.size, delayed: this.#delayed.size };
  }

  /** When the oldest visible message was sent, in epoch milliseconds; undefined when there is none. */
  get oldestSentAt(): number | undefined {
    for (const { sentAt } of this.#visible) return sentAt;
    return undefined;
  }

  stop(): void {
    this.clear();
    this.#receivers.stop();
  }

  #take({ maxMessages, visibilityTimeout }: ReceiveRequest): ReceivedMessage[] {
    const taken: ReceivedMessage[] = [];
    const most = Math.min(maxMessages, mostInFlight - this.#inFlight.size);
    while (taken.length < most) {
      const message = this.#next();
      if (!message) break;
      this.#visible.delete(message);
      if (this.#deadLettered(message)) continue;
      taken.push(this.#deliver(message, visibilityTimeout));
    }
    return taken;
  }

  #next(): StoredMessage | undefined {
    for (;;) {
      const { value, done } = this.#oldestFirst.next();
      if (done) {
        this.#oldestFirst = this.#visible.values();
        if (this.#visible.size === 0) return undefined;
      } else if (this.#expired(value)) this.#forget(value);
      else return value;
    }
  }

  #deliver(message: StoredMessage, visibilityTimeout = this.config.visibilityTimeout): ReceivedMessage {
    const now = Date.now();
    const handle = this.#handles.for(message.messageId);
    message.receiptHandle = handle;
    message.receiveCount++;
    message.receivedAt = now;
    message.firstReceivedAt ??= now;
    message.invisible = this.#inFlight.add(message, now + visibilityTimeout * 1000);
    this.#received.set(message.messageId, message);
    return snapshot(message, handle);
  }

  /** Received `maxReceiveCount` times and still here: the next receive moves it instead of answering it. */
  #deadLettered(message: StoredMessage): boolean {
    const { redrivePolicy } = this.config;
    if (!redrivePolicy || message.receiveCount < redrivePolicy.maxReceiveCount) return false;
    this.#forget(message);
    this.#options.deadLetterQueue?.accept(message, this.arn);
    return true;
  }

  #show(message: StoredMessage): void {
    delete message.invisible;
    this.#visible.add(message);
    this.#receivers.wake();
  }

  #forget(message: StoredMessage): void {
    this.#visible.delete(message);
    if (message.invisible) this.#inFlight.remove(message.invisible);
    delete message.invisible;
    this.#received.delete(message.messageId);
  }

  /** Retention counts from the first sending, also in a dead-letter queue. */
  #expired(message: StoredMessage): boolean {
    return Date.now() - message.sentAt > this.config.messageRetentionPeriod * 1000;
  }

  #byHandle(receiptHandle: string): StoredMessage | undefined {
    return this.#received.get(this.#handles.messageIdOf(receiptHandle));
  }
}
