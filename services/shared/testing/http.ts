import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';

/** One call of a REST API as a test writes it. */
export interface ApiCall {
  /** `METHOD /resource/{parameter}` */
  route: string;
  path?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Sent as JSON; a text is sent as it is. */
  body?: unknown;
  /** Who is signed in; nobody when absent. */
  caller?: { id: string; group: 'customer' | 'operator' };
  /** What the access token says, when it is not simply a caller. */
  claims?: Record<string, string>;
}

/** The parts of API Gateway's proxy event that handlers read. */
function toEvent({ route, path, query, headers, body, caller, ...token }: ApiCall): APIGatewayProxyEvent {
  const [httpMethod, resource] = route.split(' ');
  const claims = token.claims ?? (caller && { username: caller.id, 'cognito:groups': caller.group });
  return {
    httpMethod,
    resource,
    pathParameters: path ?? null,
    queryStringParameters: query ?? null,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    body: body === undefined || typeof body === 'string' ? (body ?? null) : JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: { requestId: 'request-1', ...(claims && { authorizer: { claims } }) },
  } as APIGatewayProxyEvent;
}

export const lambdaContext = (remainingMilliseconds = 15_000) =>
  ({
    functionName: 'test',
    awsRequestId: 'request-1',
    getRemainingTimeInMillis: () => remainingMilliseconds,
  }) as Context;

type Handler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** Calls a REST API's handler as API Gateway does, and reads its JSON answer. `context` says what time it has. */
export async function callApi(handler: Handler, call: ApiCall, context = lambdaContext()) {
  const { statusCode, headers, body } = await handler(toEvent(call), context);
  return { status: statusCode, headers: headers ?? {}, body: body === '' ? undefined : JSON.parse(body) };
}
