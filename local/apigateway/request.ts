import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { completedTraceHeader, newTraceHeader } from '../trace-header.ts';
import { type RequestContext, requestContext } from './request-context.ts';

/** What of an API its requests show in `$context`. */
export interface ApiIdentity {
  apiId: string;
  accountId: string;
  stage: string;
  deploymentId: string;
  stageVariables: Record<string, string>;
}

/** Every value of each name, in order. */
export type MultiValues = Record<string, string[]>;

/** What mapping templates change: the request to the backend, by the first of them, and the answer, by either. */
export interface Overrides {
  requestOverride: Record<'header' | 'querystring' | 'path', Record<string, unknown>>;
  responseOverride: { status?: unknown; header: Record<string, unknown> };
}

/** What of a request no backend and no template sees, or sees with a value of the edge. */
const notPassedOn = new Set([
  ...['connection', 'content-length', 'content-md5', 'expect', 'max-forwards', 'proxy-authenticate'],
  ...['server', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'www-authenticate'],
  ...['x-amzn-trace-id', 'x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto'],
]);

/** Names that the edge writes in its own way, whatever the client wrote. */
const ownSpelling = new Map(['Host', 'User-Agent'].map((name) => [name.toLowerCase(), name]));

/** One request on its way through the API; what is costly is computed when first asked for. */
export class GatewayRequest {
  readonly method: string;
  /** As sent, percent-encoded, without the query, dot segments and a first slash that another one follows. */
  readonly path: string;
  /** The query as sent, without `?`. */
  readonly rawQuery: string;
  /** By lower-case name; repeated headers are joined. */
  readonly headers: IncomingMessage['headers'];
  /** Name and value in turn, as sent. */
  readonly rawHeaders: string[];
  readonly body: Buffer;
  readonly api: ApiIdentity;
  readonly sourceIp: string;
  readonly requestId: string = randomUUID();
  readonly receivedAt: number = Date.now();
  /** The X-Ray trace header: the client's own, completed, else a new one. */
  readonly traceHeader: string;
  readonly context: RequestContext;
  /** As sent: percent-encoded. */
  pathParameters: Record<string, string> = {};
  /** What the backend answered; of a function, what Lambda did. */
  integrationStatus: number | undefined;
  overrides: Overrides | undefined;
  #query: MultiValues | undefined;
  #text: string | undefined;
  #headersForBackend: MultiValues | undefined;

  constructor(message: IncomingMessage, body: Buffer, api: ApiIdentity) {
    const [path, query = ''] = splitOnce(message.url ?? '/', '?');
    this.method = message.method ?? 'GET';
    const sentPath = normalized(path);
    this.path = sentPath.replace(/^\/\//, '/');
    this.rawQuery = query;
    this.headers = message.headers;
    this.rawHeaders = message.rawHeaders;
    this.body = body;
    this.api = api;
    this.sourceIp = (message.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    const trace = this.header('x-amzn-trace-id');
    this.traceHeader = trace ? completedTraceHeader(trace) : newTraceHeader(this.receivedAt);
    this.context = requestContext(this, { path: sentPath, protocol: `HTTP/${message.httpVersion}` });
  }

  /** The body as text (UTF-8). */
  get text(): string {
    this.#text ??= this.body.toString('utf8');
    return this.#text;
  }

  get query(): MultiValues {
    this.#query ??= parseQuery(this.rawQuery);
    return this.#query;
  }

  /** What API Gateway adds for the backend. */
  get edgeHeaders(): Record<string, string> {
    const forwardedFor = this.header('x-forwarded-for');
    return {
      'X-Amzn-Trace-Id': this.traceHeader,
      'X-Forwarded-For': forwardedFor ? `${forwardedFor}, ${this.sourceIp}` : this.sourceIp,
      'X-Forwarded-Port': this.header('host')?.split(':')[1] ?? '80',
      'X-Forwarded-Proto': 'http',
    };
  }

  /** By names as the client wrote them, but for those above. */
  get headersForBackend(): MultiValues {
    if (this.#headersForBackend) return this.#headersForBackend;
    const headers: MultiValues = Object.create(null);
    for (let at = 0; at < this.rawHeaders.length; at += 2) {
      const sentName = this.rawHeaders[at] ?? '';
      const lowerCaseName = sentName.toLowerCase();
      if (notPassedOn.has(lowerCaseName)) continue;
      const name = ownSpelling.get(lowerCaseName) ?? sentName;
      headers[name] ??= [];
      headers[name].push(this.rawHeaders[at + 1] ?? '');
    }
    for (const [name, value] of Object.entries(this.edgeHeaders)) headers[name] = [value];
    this.#headersForBackend = headers;
    return headers;
  }

  /** Every value of a header, whatever the case of its name. */
  headerValues(name: string): string[] | undefined {
    const lowerCaseName = name.toLowerCase();
    const found = Object.entries(this.headersForBackend).filter(
      ([sent]) => sent.toLowerCase() === lowerCaseName,
    );
    return found.length > 0 ? found.flatMap(([, values]) => values) : undefined;
  }

  /** The last value of a header, which is the one that single-value maps show. */
  headerForBackend(name: string): string | undefined {
    return this.headerValues(name)?.at(-1);
  }

  header(lowerCaseName: string): string | undefined {
    const value = this.headers[lowerCaseName];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /** The last value of a query parameter, which is the one that single-value maps show. */
  queryParameter(name: string): string | undefined {
    return this.query[name]?.at(-1);
  }

  /** Without parameters, in lower case; `application/json` when the client sent none. */
  get mediaType(): string {
    return mediaTypeOf(this.header('content-type')) ?? 'application/json';
  }
}

export function lastValues(values: MultiValues): Record<string, string> {
  const last: Record<string, string> = Object.create(null);
  for (const name of Object.keys(values)) last[name] = values[name]?.at(-1) ?? '';
  return last;
}

export function mediaTypeOf(contentType: string | undefined): string | undefined {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() || undefined;
}

/** Without dot segments (RFC 3986, 5.2.4), so that no backend resolves a path to a route that was not checked. */
function normalized(path: string): string {
  if (!path.startsWith('/')) return new URL(path, 'http://localhost/').pathname;
  if (!/\/(\.|%2e)/i.test(path)) return path;
  return new URL(`http://localhost${path}`).pathname;
}

function parseQuery(rawQuery: string): MultiValues {
  const values: MultiValues = Object.create(null);
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    values[name] ??= [];
    values[name].push(value);
  }
  return values;
}

export function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
