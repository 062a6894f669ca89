import type { ReceivedMessage } from './message.ts';

export interface ReceiveRequest {
  maxMessages: number;
  /** Seconds of long polling; fractions are fine. */
  waitSeconds: number;
  /** Seconds for which what is received stays invisible. @default what the queue says when it is received */
  visibilityTimeout?: number | undefined;
  /** Ends the wait with no messages. */
  signal?: AbortSignal;
}

interface Waiting {
  request: ReceiveRequest;
  answer(messages: ReceivedMessage[]): void;
}

/** Those who receive from one queue: served at once, or kept waiting in order of arrival until there is a message. */
export class Receivers {
  readonly #take: (request: ReceiveRequest) => ReceivedMessage[];
  readonly #waiting = new Set<Waiting>();
  #woken = false;

  constructor(take: (request: ReceiveRequest) => ReceivedMessage[]) {
    this.#take = take;
  }

  receive(request: ReceiveRequest): Promise<ReceivedMessage[]> {
    const messages = this.#take(request);
    if (messages.length > 0 || request.waitSeconds <= 0 || request.signal?.aborted)
      return Promise.resolve(messages);
    return new Promise((resolve) => this.#wait(request, resolve));
  }

  /** Serves those who wait, after the current step: messages that come together can leave together. */
  wake(): void {
    if (this.#woken || this.#waiting.size === 0) return;
    this.#woken = true;
    queueMicrotask(() => {
      this.#woken = false;
      for (const waiting of this.#waiting) {
        const messages = this.#take(waiting.request);
        if (messages.length === 0) return;
        waiting.answer(messages);
      }
    });
  }

  /** Answers all who wait with nothing. */
  stop(): void {
    for (const waiting of this.#waiting) waiting.answer([]);
  }

  #wait(request: ReceiveRequest, resolve: (messages: ReceivedMessage[]) => void): void {
    const giveUp = () => waiting.answer([]);
    const timer = setTimeout(giveUp, request.waitSeconds * 1000);
    const waiting: Waiting = {
      request,
      answer: (messages) => {
        clearTimeout(timer);
        request.signal?.removeEventListener('abort', giveUp);
        this.#waiting.delete(waiting);
        resolve(messages);
      },
    };
    request.signal?.addEventListener('abort', giveUp);
    this.#waiting.add(waiting);
  }
}
