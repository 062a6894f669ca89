import type { APIGatewayProxyEvent } from 'aws-lambda';

/** A proxy event of API Gateway for `GET /books/{isbn}`, with what a test wants otherwise. */
export function eventOf(change: Partial<APIGatewayProxyEvent> & { username?: string; ip?: string } = {}) {
  const { username, ip = '192.0.2.1', ...rest } = change;
  const claims = { username, 'cognito:groups': 'customer' };
  return {
    httpMethod: 'GET',
    resource: '/books/{isbn}',
    path: '/books/1',
    pathParameters: { isbn: '1' },
    headers: {},
    multiValueHeaders: {},
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    body: null,
    isBase64Encoded: false,
    requestContext: {
      requestId: 'request-1',
      identity: { sourceIp: ip },
      ...(username !== undefined && { authorizer: { claims } }),
    },
    ...rest,
  } as APIGatewayProxyEvent;
}
