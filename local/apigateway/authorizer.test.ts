import { beforeEach, describe, expect, test } from 'vitest';
import { ApiFixture, functionsOf, lambdaProxyMethod } from './api-fixture.ts';

const tokens: Record<string, Record<string, unknown>> = {
  access: {
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin',
    'cognito:groups': ['a', 'b'],
    exp: 5,
  },
  other: { token_use: 'access', scope: 'orders/read' },
  id: { token_use: 'id', sub: 'u-1' },
};

const userPools = {
  verify: async (poolArn: string, token: string) => {
    if (token === 'expired') throw Object.assign(new Error('too late'), { code: 'ERR_JWT_EXPIRED' });
    const claims = tokens[token];
    if (poolArn !== 'arn:pool' || !claims) throw new Error('no such token');
    return claims;
  },
};

let url = '';
beforeEach(async () => {
  const functions = functionsOf(({ requestContext }) => ({ body: JSON.stringify(requestContext) }));
  const api = await ApiFixture.create({ userPools, functions });
  const authorizer = await api.add('Authorizer', 'Authorizer', {
    Name: 'pool',
    Type: 'COGNITO_USER_POOLS',
    IdentitySource: 'method.request.header.Authorization',
    ProviderARNs: ['arn:pool'],
  });
  const authorized = {
    ...lambdaProxyMethod,
    AuthorizationType: 'COGNITO_USER_POOLS',
    AuthorizerId: authorizer.ref,
  };
  await api.method('GET', '/scoped', {
    ...authorized,
    AuthorizationScopes: ['orders/write', 'aws.cognito.signin.user.admin'],
  });
  await api.method('GET', '/id', authorized);
  url = await api.start();
});

async function call(path: string, authorization?: string) {
  const response = await fetch(`${url}${path}`, { headers: authorization ? { authorization } : {} });
  return {
    status: response.status,
    errorType: response.headers.get('x-amzn-errortype'),
    body: (await response.json()) as Record<string, unknown>,
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html */
describe('a Cognito authorizer', () => {
  test('says of a token that it has expired', async () => {
    expect(await call('/id', 'expired')).toEqual({
      status: 401,
      errorType: 'UnauthorizedException',
      body: { message: 'The incoming token has expired' },
    });
  });

  test.each(['access', 'Bearer access'])('hands the claims of %s on as text', async (authorization) => {
    const { body } = await call('/scoped', authorization);
    const claims = { ...tokens['access'], 'cognito:groups': 'a,b', exp: '5' };
    expect(body).toMatchObject({ authorizer: { claims } });
  });

  test.each([undefined, 'Bearer ', 'Bearer forged'])(
    'answers 401 to the authorization %s',
    async (authorization) => {
      expect(await call('/scoped', authorization)).toEqual({
        status: 401,
        errorType: 'UnauthorizedException',
        body: { message: 'Unauthorized' },
      });
    },
  );

  test('answers 403 to a token without any of the scopes', async () => {
    expect(await call('/scoped', 'other')).toEqual({
      status: 403,
      errorType: 'AccessDeniedException',
      body: { Message: 'User is not authorized to access this resource' },
    });
  });

  test('takes access tokens for a method with scopes and ID tokens for one without', async () => {
    expect((await call('/scoped', 'id')).status).toBe(401);
    expect((await call('/id', 'access')).status).toBe(401);
    expect((await call('/id', 'id')).status).toBe(200);
  });
});
