import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { log } from '../log.ts';
import { readJson } from './body.ts';
import { admit } from './caller.ts';
import type { Drain } from './drain.ts';
import { HttpError, toProblem } from './errors.ts';
import { type ApiResponse, type Route, router } from './router.ts';

const correlationHeader = 'x-correlation-id';

const timeouts = {
  /** For the whole request to arrive. */
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  /** Longer than a load balancer keeps idle connections (60 s): else it may send a request into a closing one. */
  keepAliveTimeout: 65_000,
};

/**
 * An HTTP server over these routes. It says who served, carries the correlation id, and logs one line a request. While it
 * drains it takes each connection to its end.
 */
export function createApi(routes: Route[], drain: Drain): Server {
  const match = router(routes);
  return createServer(timeouts, (request, response) => {
    response.once('close', drain.enter());
    const startedAt = performance.now();
    const correlationId = correlationIdOf(request);
    const seen: Seen = { correlationId, method: request.method ?? '' };
    void answer(request, seen, match).then((answered) => {
      if (drain.hasBegun) response.setHeader('connection', 'close');
      send(response, correlationId, answered);
      const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
      log('INFO', 'request', { ...seen, status: answered.status, durationMs });
    });
  });
}

/** What the log may say of a request: the route, never the path, which names customers. */
interface Seen {
  correlationId: string;
  method: string;
  route?: string;
  code?: string;
}

async function answer(
  request: IncomingMessage,
  seen: Seen,
  match: ReturnType<typeof router>,
): Promise<ApiResponse> {
  try {
    const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s);
    const { route, parameters } = match(seen.method, path);
    seen.route = route.path;
    return await route.handle({
      caller: admit(route.access, request.headers),
      parameters,
      query: Object.fromEntries(new URLSearchParams(query)),
      json: () => readJson(request),
    });
  } catch (thrown) {
    const error =
      thrown instanceof HttpError ? thrown : new HttpError('internal_error', '', { cause: thrown });
    const problem = toProblem(error);
    seen.code = problem.code;
    if (problem.status >= 500) logCause(seen, error.cause);
    return {
      status: problem.status,
      body: problem,
      headers: { ...error.headers, 'content-type': 'application/problem+json' },
    };
  }
}

function logCause(seen: Seen, cause: unknown): void {
  log('ERROR', 'request failed', { ...seen, cause: cause instanceof Error ? cause.stack : String(cause) });
}

function send(response: ServerResponse, correlationId: string, { status, body, headers }: ApiResponse): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, {
    'x-served-by': 'legacy',
    [correlationHeader]: correlationId,
    ...(text && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    ...headers,
  });
  response.end(text);
}

/** The caller's id when it is fit to be logged and sent back, else a new one. */
function correlationIdOf(request: IncomingMessage): string {
  const given = request.headers[correlationHeader];
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}
