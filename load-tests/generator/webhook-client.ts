import { type Dispatcher, Pool } from 'undici';

/** How long an answer may take, in milliseconds: API Gateway itself gives up after 29 s. */
const answerTimeout = 30_000;

/** What came of one send. */
export interface Outcome {
  answered(status: number): void;
  /** There was no answer; `code` is the error's. */
  failed(code: string): void;
}

/** Posts signed bodies over connections that stay open. */
export class WebhookClient {
  readonly #pool: Pool;
  readonly #path: string;

  constructor(url: string, connections: number) {
    const { origin, pathname, search } = new URL(url);
    this.#path = pathname + search;
    this.#pool = new Pool(origin, {
      connections,
      // One request after the other on each connection, as providers send them.
      pipelining: 1,
      allowH2: false,
      headersTimeout: answerTimeout,
      bodyTimeout: answerTimeout,
    });
  }

  post(body: string, signature: string, outcome: Outcome): void {
    const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature };
    this.#pool.dispatch({ method: 'POST', path: this.#path, headers, body }, new Exchange(outcome));
  }

  /** Gives up whatever has no answer yet: it fails. */
  async destroy(): Promise<void> {
    await this.#pool.destroy();
  }
}

/** Listens to one exchange; `dispatch` with this costs half of what a promise and a body stream for each would. */
class Exchange implements Dispatcher.DispatchHandler {
  #status = 0;
  readonly #outcome: Outcome;

  constructor(outcome: Outcome) {
    this.#outcome = outcome;
  }

  onRequestStart(): void {}

  onResponseStart(_: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(): void {}

  onResponseEnd(): void {
    this.#outcome.answered(this.#status);
  }

  onResponseError(_: Dispatcher.DispatchController, error: NodeJS.ErrnoException): void {
    this.#outcome.failed(error.code ?? error.name);
  }
}
