import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AwsError } from '../aws-error.ts';
import { detailsOf } from '../error-message.ts';
import { closeServer, isLoopbackHost, listenOnLoopback } from '../loopback-server.ts';
import { answerAwsError } from './aws-answer.ts';
import { targetOf } from './json-protocol.ts';

/** One kind of request that the endpoint serves. The first route that matches answers. */
export interface EndpointRoute {
  matches(request: IncomingMessage): boolean;
  /** May throw an `AwsError`; anything else thrown is answered as InternalFailure and logged. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Where SDK clients are pointed with AWS_ENDPOINT_URL: one HTTP server on loopback for all AWS services. */
export class AwsEndpoint {
  readonly url: string;
  readonly #server: Server;
  readonly #routes: EndpointRoute[];

  private constructor(server: Server, port: number, routes: EndpointRoute[]) {
    this.#server = server;
    this.#routes = routes;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Listens on any free port. `log` is told of errors that are not AWS's. */
  static async listen(log: (line: string) => void): Promise<AwsEndpoint> {
    const routes: EndpointRoute[] = [];
    const server = createServer((request, response) => {
      answer(routes, request, response).catch((error: unknown) => {
        if (!(error instanceof AwsError)) log(`${request.method} ${request.url} failed: ${detailsOf(error)}`);
        answerAwsError(request, response, error);
      });
    });
    return new AwsEndpoint(server, await listenOnLoopback(server), routes);
  }

  /** Adds routes; the endpoint listens before the services behind it exist. */
  serve(...routes: EndpointRoute[]): void {
    this.#routes.push(...routes);
  }

  stop(): Promise<void> {
    return closeServer(this.#server);
  }
}

async function answer(
  routes: EndpointRoute[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isLoopbackHost(request.headers.host)) {
    throw new AwsError(
      'AccessDeniedException',
      'The local run only answers requests to a loopback host',
      403,
    );
  }
  const route = routes.find((candidate) => candidate.matches(request));
  if (!route) {
    const asked = targetOf(request) || `${request.method} ${request.url}`;
    throw new AwsError('UnknownOperationException', `The local run has no operation ${asked}`, 404);
  }
  await route.handle(request, response);
}
