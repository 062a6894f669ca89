import { validateHeaderName, validateHeaderValue } from 'node:http';
import { detailsOf } from '../error-message.ts';
import type { Ending } from './access-log.ts';
import { type Answer, maximumPayload, setHeader } from './answer.ts';
import type { Method, RestApi } from './api.ts';
import { authorize, type TokenVerifier } from './authorizer.ts';
import { badGateway, GatewayError } from './gateway-error.ts';
import type { GatewayRequest } from './request.ts';

export interface ExecuteOptions {
  tokens: TokenVerifier;
  /** A line of the API's execution or access log. */
  log(line: string): void;
}

/** The way of a request through its API: routing, throttling, authorization, validation, integration. */
export async function execute(
  api: RestApi,
  request: GatewayRequest,
  options: ExecuteOptions,
): Promise<Answer> {
  try {
    const method = route(api, request);
    if (request.body.length > maximumPayload) throw new GatewayError('REQUEST_TOO_LARGE');
    if (method.bucket && !method.bucket.take()) throw new GatewayError('THROTTLED');
    if (method.authorization) {
      const { authorizer, scopes } = method.authorization;
      await authorize(request, authorizer, scopes, options.tokens);
    }
    for (const check of method.checks) check(request);
    const answer = withValidHeaders(remapped(await method.integration(request)));
    if (method.addsTraceHeader) setHeader(answer.headers, 'X-Amzn-Trace-Id', request.traceHeader);
    logAccess(api, request, options, { status: answer.statusCode });
    return answer;
  } catch (thrown) {
    const error = asGatewayError(thrown);
    if (error.detail) options.log(logLine(request, error));
    const answer = api.gatewayResponses.render(error, request);
    logAccess(api, request, options, { status: answer.statusCode, errorResponseType: error.responseType });
    return answer;
  }
}

function logAccess(api: RestApi, request: GatewayRequest, options: ExecuteOptions, ending: Ending): void {
  if (api.accessLog) options.log(api.accessLog(request, ending));
}

function route(api: RestApi, request: GatewayRequest): Method {
  const match = api.router.match(request.method, request.path);
  if (!match) throw new GatewayError('MISSING_AUTHENTICATION_TOKEN');
  const { method, pathParameters } = match;
  request.context.resourceId = method.resourceId;
  request.context.resourcePath = method.resourcePath;
  request.pathParameters = pathParameters;
  return method;
}

/**
 * Headers of a backend that the gateway has values of its own for, or that belong to the connection behind it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
const ownHeaders = new Set([
  ...['authorization', 'connection', 'content-length', 'content-md5', 'date', 'expect', 'host'],
  ...['max-forwards', 'proxy-authenticate', 'server', 'trailer', 'upgrade', 'user-agent'],
  ...['www-authenticate', 'x-amzn-requestid'],
]);

/** How the body comes is the gateway's own business: it tells its length. */
const dropped = 'transfer-encoding';

function remapped(answer: Answer): Answer {
  const isPassedOn = (name: string) => name !== dropped && !ownHeaders.has(name);
  if (Object.keys(answer.headers).every((name) => isPassedOn(name.toLowerCase()))) return answer;
  const headers = Object.entries(answer.headers)
    .filter(([name]) => name.toLowerCase() !== dropped)
    .map(([name, value]) => [isPassedOn(name.toLowerCase()) ? name : `x-amzn-Remapped-${name}`, value]);
  return { ...answer, headers: Object.fromEntries(headers) };
}

/** A backend may name headers that HTTP does not allow, a line break in a value for example. */
function withValidHeaders(answer: Answer): Answer {
  try {
    for (const [name, values] of Object.entries(answer.headers)) {
      validateHeaderName(name);
      for (const value of [values].flat()) validateHeaderValue(name, value);
    }
    return answer;
  } catch (error) {
    throw badGateway((error as Error).message);
  }
}

/** What is not expected is an internal error: the client learns nothing of it, the log all. */
function asGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  return new GatewayError('DEFAULT_5XX', { detail: detailsOf(thrown) });
}

function logLine(request: GatewayRequest, error: GatewayError): string {
  // The resource, not the path: a path can name a person.
  const resource = request.context.resourcePath || '(no resource)';
  return `${request.requestId} ${request.method} ${resource}: ${error.responseType} ${error.statusCode}: ${error.detail}`;
}
