import type { GatewayRequest } from './request.ts';

/**
 * `$context` of mapping templates and `requestContext` of Lambda proxy events.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export interface RequestContext {
  accountId: string;
  apiId: string;
  authorizer?: { claims: Record<string, string> };
  deploymentId: string;
  domainName: string;
  domainPrefix: string;
  extendedRequestId: string;
  httpMethod: string;
  identity: Record<string, string | null>;
  path: string;
  protocol: string;
  requestId: string;
  requestTime: string;
  requestTimeEpoch: number;
  resourceId: string;
  resourcePath: string;
  stage: string;
}

/** A `$context` value by its dotted path, as parameter mappings and gateway responses name it; undefined when absent. */
export function contextValue(context: RequestContext, path: string[]): string | undefined {
  const value = path.reduce<unknown>(
    (holder, key) =>
      typeof holder === 'object' && holder !== null ? (holder as Record<string, unknown>)[key] : undefined,
    context,
  );
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

export function requestContext(
  request: GatewayRequest,
  sent: Pick<RequestContext, 'path' | 'protocol'>,
): RequestContext {
  const { api } = request;
  const domainName = request.header('host') ?? '';
  return {
    accountId: api.accountId,
    apiId: api.apiId,
    deploymentId: api.deploymentId,
    domainName,
    domainPrefix: domainName.split('.', 1)[0] ?? '',
    extendedRequestId: request.requestId,
    httpMethod: request.method,
    identity: identityOf(request),
    ...sent,
    requestId: request.requestId,
    requestTime: commonLogTime(request.receivedAt),
    requestTimeEpoch: request.receivedAt,
    resourceId: '',
    resourcePath: '',
    stage: api.stage,
  };
}

function identityOf(request: GatewayRequest): RequestContext['identity'] {
  return {
    accessKey: null,
    accountId: null,
    caller: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp: request.sourceIp,
    user: null,
    userAgent: request.header('user-agent') ?? null,
    userArn: null,
  };
}

/** `09/Apr/2015:12:34:56 +0000` */
function commonLogTime(epochMilliseconds: number): string {
  const utc = new Date(epochMilliseconds).toUTCString();
  return `${utc.slice(5, 7)}/${utc.slice(8, 11)}/${utc.slice(12, 16)}:${utc.slice(17, 25)} +0000`;
}
