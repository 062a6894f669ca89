import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/**
 * Stands before a running system and moves its product routes while it runs, as another word in the strangler table does
 * with the next deployment: to the side door of whoever owns them now.
 */
export class Routed {
  owner = 'legacy';
  /** What was asked for, in the order in which it came. */
  readonly requests: string[] = [];
  /** Gets a request before the system does; what it awaits, the request waits for. */
  before: (request: string) => Promise<void> | void = () => {};
  readonly #system: string;
  readonly #server = createServer((request, response) => void this.#pass(request, response));

  private constructor(system: string) {
    this.#system = system;
  }

  static async inFrontOf(system: string): Promise<Routed> {
    const routed = new Routed(system);
    await once(routed.#server.listen(0, '127.0.0.1'), 'listening');
    return routed;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    this.requests.push(`${method} ${url}`);
    const body = await buffer(request);
    await this.before(`${method} ${url}`);
    const path = url.startsWith('/products') ? `/via/${this.owner}${url}` : url;
    const passed = ['authorization', 'content-type'].flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value] as [string, string]] : [];
    });
    const answer = await fetch(this.#system + path, {
      method,
      headers: passed,
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
    const servedBy = answer.headers.get('x-served-by');
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'text/plain',
      ...(servedBy !== null && { 'x-served-by': servedBy }),
    });
    response.end(Buffer.from(await answer.arrayBuffer()));
  }
}
