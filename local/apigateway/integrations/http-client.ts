import * as http from 'node:http';
import * as https from 'node:https';
import { maximumPayload } from '../answer.ts';
import { badGateway, GatewayError } from '../gateway-error.ts';

export interface HttpCall {
  method: string;
  /** `http://127.0.0.1:8080` */
  origin: string;
  /** With its query, sent as it is: a URL parser would take `\..` for a way up, past the route that was checked. */
  path: string;
  headers: http.OutgoingHttpHeaders;
  body: Buffer;
  timeoutMilliseconds: number;
}

export interface HttpAnswer {
  statusCode: number;
  /** Name and value in turn, as sent. */
  rawHeaders: string[];
  body: Buffer;
}

const safeToRepeat = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** Calls HTTP backends over connections that stay open. */
export class HttpClient {
  readonly #agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: 256 }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: 256 }),
  };

  /** Throws INTEGRATION_FAILURE when there is no connection, INTEGRATION_TIMEOUT when the answer takes too long. */
  call(call: HttpCall, mayRepeat = safeToRepeat.has(call.method)): Promise<HttpAnswer> {
    const { method, path, headers, body } = call;
    const { hostname, port, protocol } = new URL(call.origin);
    const agent = protocol === 'https:' ? this.#agents[protocol] : this.#agents['http:'];
    const { request: send } = protocol === 'https:' ? https : http;
    return new Promise((resolve, reject) => {
      const request = send({ hostname, port, path, method, headers, agent });
      const timer = setTimeout(
        () => request.destroy(new GatewayError('INTEGRATION_TIMEOUT')),
        call.timeoutMilliseconds,
      );
      request.on('close', () => clearTimeout(timer));
      const fail = (error: Error) => reject(error instanceof GatewayError ? error : failure(call, error));
      request.on('response', (response) => void readAnswer(response).then(resolve, fail));
      request.on('error', (error: NodeJS.ErrnoException) => {
        // an idle connection may be closed by the backend in the moment that it is used again
        const isStale = request.reusedSocket && error.code === 'ECONNRESET';
        if (isStale && mayRepeat) this.call(call, false).then(resolve, reject);
        else fail(error);
      });
      request.end(body);
    });
  }

  /** Closes the connections that are kept open. */
  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }
}

async function readAnswer(response: http.IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maximumPayload)
      throw badGateway(`The backend's answer is larger than ${maximumPayload} bytes`);
    chunks.push(chunk);
  }
  return {
    statusCode: response.statusCode ?? 502,
    rawHeaders: response.rawHeaders,
    body: Buffer.concat(chunks),
  };
}

function failure(call: HttpCall, error: Error): GatewayError {
  const { method, origin, path } = call;
  return new GatewayError('INTEGRATION_FAILURE', { detail: `${method} ${origin}${path}: ${error.message}` });
}
