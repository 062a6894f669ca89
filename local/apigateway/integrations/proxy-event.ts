import type { GatewayRequest } from '../request.ts';
import type { RequestContext } from '../request-context.ts';

/**
 * The event that a Lambda proxy integration gets, payload version 1.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export interface ProxyEvent {
  resource: string;
  path: string;
  httpMethod: string;
  headers: Record<string, string>;
  multiValueHeaders: Record<string, string[]>;
  queryStringParameters: Record<string, string> | null;
  multiValueQueryStringParameters: Record<string, string[]> | null;
  pathParameters: Record<string, string> | null;
  stageVariables: Record<string, string> | null;
  requestContext: RequestContext;
  body: string | null;
  isBase64Encoded: boolean;
}

export function proxyEvent(request: GatewayRequest): ProxyEvent {
  const multiValueHeaders = headersOf(request);
  return {
    resource: request.context.resourcePath,
    path: request.path,
    httpMethod: request.method,
    headers: lastValues(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: orNull(lastValues(request.query)),
    multiValueQueryStringParameters: orNull(request.query),
    pathParameters: orNull(request.pathParameters),
    stageVariables: orNull(request.api.stageVariables),
    requestContext: request.context,
    body: request.text || null,
    isBase64Encoded: false,
  };
}

/** What of a request a function does not see, or sees with a value of the edge. */
const notPassedOn = new Set([
  ...['connection', 'content-length', 'content-md5', 'expect', 'max-forwards', 'proxy-authenticate'],
  ...['server', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'www-authenticate'],
  ...['x-amzn-trace-id', 'x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto'],
]);

/** Names that the edge writes in its own way, whatever the client wrote. */
const ownSpelling = new Map(['Host', 'User-Agent'].map((name) => [name.toLowerCase(), name]));

/** By names as the client wrote them, but for those above. */
function headersOf(request: GatewayRequest): Record<string, string[]> {
  const headers: Record<string, string[]> = Object.create(null);
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const sentName = request.rawHeaders[at] ?? '';
    const lowerCaseName = sentName.toLowerCase();
    if (notPassedOn.has(lowerCaseName)) continue;
    const name = ownSpelling.get(lowerCaseName) ?? sentName;
    headers[name] ??= [];
    headers[name].push(request.rawHeaders[at + 1] ?? '');
  }
  for (const [name, value] of Object.entries(request.edgeHeaders)) headers[name] = [value];
  return headers;
}

function lastValues(values: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']));
}

function orNull<Value>(map: Record<string, Value>): Record<string, Value> | null {
  return Object.keys(map).length > 0 ? map : null;
}
