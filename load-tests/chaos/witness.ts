import type { LogLine } from '../../local/system.ts';
import type { ExpectedEnd, SentEvent } from './snapshot.ts';

/** A checkout that was answered 202: the order is accepted. */
export interface Checkout {
  customerId: string;
  /** Its Idempotency-Key. */
  key: string;
  orderId: string;
  /** What the order costs, in minor units. */
  amount: number;
}

/** What a run knows from outside, whatever the stores say. */
export class Witness {
  readonly checkouts: Checkout[] = [];
  /** Events that the provider sent and the webhook took, by their ids. */
  readonly events = new Map<string, SentEvent>();
  /** How each accepted order may end, by its id. */
  readonly expected = new Map<string, ExpectedEnd>();
  /** The ids of events that were dead letters at some time. */
  readonly deadLettered = new Set<string>();
  /** The last error that a worker logged about a message, by the message's id. */
  readonly errors = new Map<string, string>();
  /** How often each fault struck. */
  readonly struck = new Map<string, number>();
  /** Customers who did not get an order, or whose life failed otherwise; each in a sentence. */
  readonly failures: string[] = [];
  /** How often customers were told each code of an error. */
  readonly #told = new Map<string, number>();
  readonly #logged: string[] = [];

  /** Notes that a fault was seen to hit something. */
  strike(fault: string, times = 1): void {
    this.struck.set(fault, (this.struck.get(fault) ?? 0) + times);
  }

  /** Notes the code of an error that a customer got. */
  tell(code: string): void {
    this.#told.set(code, (this.#told.get(code) ?? 0) + 1);
  }

  told = (code: string): number => this.#told.get(code) ?? 0;

  /** Keeps why a worker could not handle a message: the log group itself forgets its oldest lines. */
  read({ source, line }: LogLine): void {
    if (!source.startsWith('lambda/') || !line.includes('"level":"ERROR"')) return;
    const { messageId, error } = JSON.parse(line);
    if (!messageId) return;
    const reason = `${error?.name}: ${error?.message}`;
    this.errors.set(messageId, reason);
    this.#logged.push(reason);
  }

  /** How many errors that say this workers have logged so far. */
  logged = (words: string): number => this.#logged.filter((reason) => reason.includes(words)).length;
}
