import { type GatewayRequest, lastValues } from '../request.ts';
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
  const multiValueHeaders = request.headersForBackend;
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

function orNull<Value>(map: Record<string, Value>): Record<string, Value> | null {
  return Object.keys(map).length > 0 ? map : null;
}
