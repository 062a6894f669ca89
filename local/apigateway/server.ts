import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listenOnLoopback } from '../loopback-server.ts';
import { type Answer, maximumPayload, setHeader } from './answer.ts';
import type { RestApi } from './api.ts';
import { type ExecuteOptions, execute } from './execute.ts';
import { GatewayRequest } from './request.ts';

export interface ApiServerOptions extends ExecuteOptions {
  /** Answers requests that are not for the API, and says whether it did. */
  localPaths?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Told of each request when it is answered. */
  onAnswer?: (request: GatewayRequest, answer: Answer) => void;
}

/** Serves one REST API on the loopback address. */
export class ApiServer {
  readonly #api: RestApi;
  readonly #options: ApiServerOptions;
  readonly #server: Server;
  #closing = false;
  #underWay = 0;

  constructor(api: RestApi, options: ApiServerOptions) {
    this.#api = api;
    this.#options = options;
    this.#server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      this.#handle(request, response).catch((error: Error) => {
        options.log(`A ${request.method} request broke off: ${error.message}`);
        response.destroy();
      });
    });
  }

  /** Port 0 takes any free one. */
  async listen(port: number): Promise<void> {
    await listenOnLoopback(this.#server, port);
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /**
   * Takes no new connection, finishes the requests that are under way, and then closes all connections. What has not
   * arrived as a whole is not waited for: its client may never send the rest.
   */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#closing = true;
    const closed = once(this.#server, 'close');
    this.#server.close();
    if (this.#underWay === 0) this.#server.closeAllConnections();
    await closed;
  }

  #finished(): void {
    this.#underWay -= 1;
    if (this.#closing && this.#underWay === 0) this.#server.closeAllConnections();
  }

  async #handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { localPaths } = this.#options;
    if (localPaths?.(message, response)) return;
    const body = await readBody(message);
    if (response.destroyed) return;
    this.#underWay += 1;
    response.on('close', () => this.#finished());
    const request = new GatewayRequest(message, body, this.#api.identity);
    const answer = await execute(this.#api, request, this.#options);
    this.#send(response, answer, request);
    this.#options.onAnswer?.(request, answer);
  }

  #send(response: ServerResponse, answer: Answer, { method, requestId }: GatewayRequest): void {
    const { statusCode, body } = answer;
    const headers: Answer['headers'] = {
      ...answer.headers,
      'x-amzn-RequestId': requestId,
      'x-amz-apigw-id': requestId,
    };
    const hasBody = method !== 'HEAD' && statusCode !== 204 && statusCode !== 304;
    if (hasBody) setHeader(headers, 'Content-Length', String(Buffer.byteLength(body)));
    // tells the client that its next request needs another server
    if (this.#closing) headers['connection'] = 'close';
    response.writeHead(statusCode, headers);
    // All answers of one turn leave together: each one that is sent wakes a client, which takes the processor from the rest.
    setImmediate(() => response.end(body));
  }
}

const noBody = Buffer.alloc(0);

/** Of a body that is too large, what is beyond the limit is read and dropped, so that the client can read the answer. */
function readBody(message: IncomingMessage): Promise<Buffer> {
  if (!message.headers['content-length'] && !message.headers['transfer-encoding'])
    return Promise.resolve(noBody);
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    message.on('data', (chunk: Buffer) => {
      if (size <= maximumPayload) chunks.push(chunk);
      size += chunk.length;
    });
    message.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    message.on('error', reject);
  });
}
