import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { closeServer, listenOnLoopback } from '../../local/loopback-server.ts';
import { passOn, readRequest } from './http-relay.ts';

/** How one request for a refund fails: it does not reach the provider, or the provider's answer does not come back. */
export type RefundFailure = 'not reached' | 'answer lost';

/** The way from the refund worker to the payment provider's API: a proxy that can fail. */
export class RefundLine {
  /** What the worker takes for the provider's address. */
  readonly url: string;
  readonly #server: Server;
  readonly #failures = new Map<string, RefundFailure[]>();
  #providerUrl = '';

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<RefundLine> {
    const server = createServer();
    const line = new RefundLine(server, await listenOnLoopback(server));
    server.on('request', (request, response) => {
      // A provider that is gone looks the same to whoever asks it.
      void line.#pass(request, response).catch(() => response.destroy());
    });
    return line;
  }

  /** Leads to this provider from now on. */
  open(providerUrl: string): void {
    this.#providerUrl = providerUrl;
  }

  /** The next requests to give this payment back fail, each in its way. */
  failNext(paymentId: string, ...failures: RefundFailure[]): void {
    this.#failures.set(paymentId, failures);
  }

  /** How many of those failures have not happened yet. */
  failuresLeft = (paymentId: string): number => this.#failures.get(paymentId)?.length ?? 0;

  stop(): Promise<void> {
    return closeServer(this.#server);
  }

  async #pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    const paymentId = new URLSearchParams(request.body).get('payment_intent') ?? '';
    const failure = this.#failures.get(paymentId)?.shift();
    if (failure === 'not reached') return void response.destroy();
    const { status, contentType, body } = await passOn(this.#providerUrl, request);
    if (failure === 'answer lost') return void response.destroy();
    response.writeHead(status, { 'content-type': contentType }).end(body);
  }
}
