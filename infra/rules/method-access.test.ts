import { expect, test } from 'vitest';
import type { MethodProperties } from './method.ts';
import { methodAccess } from './method-access.ts';
import { findings, synthesised, theOne } from './testing.ts';

const broken = (idBegins: string, change: Partial<MethodProperties>) => {
  const system = synthesised();
  const method = theOne<MethodProperties>(system, 'AWS::ApiGateway::Method', idBegins);
  Object.assign(method.properties, change);
  return findings(methodAccess, system).map((line) => line.replace(`orders/${method.id}: `, ''));
};

test('a customer’s route that lets everyone in fails', () => {
  const open = { AuthorizationType: 'NONE', AuthorizerId: undefined };
  expect(broken('FacadeApiordersPOST', open)).toEqual([
    'POST /orders is "customer" in infra/routes.ts, but its AuthorizationType is NONE without an authorizer. Set COGNITO_USER_POOLS and the AuthorizerId.',
  ]);
});

test('a signed-in route without a scope fails, since it takes ID tokens and no access tokens', () => {
  expect(broken('FacadeApiordersPOST', { AuthorizationScopes: [] })).toEqual([
    expect.stringMatching(
      /^POST \/orders is "customer" in infra\/routes.ts, but it names no AuthorizationScopes/,
    ),
  ]);
});

test('a public route that asks for a token fails', () => {
  expect(broken('FacadeApiproductsGET', { AuthorizationType: 'AWS_IAM' })).toEqual([
    'GET /products is "public" in infra/routes.ts, but its AuthorizationType is AWS_IAM. Make them agree.',
  ]);
});

test('a refused route that leads somewhere fails', () => {
  expect(broken('FacadeApishipmentsANY', { Integration: { Type: 'HTTP_PROXY' } })).toEqual([
    'ANY /shipments is "refused" in infra/routes.ts, but its integration is HTTP_PROXY and answers []. Let a MOCK answer 403 and nothing else.',
  ]);
});

test('a method that the table does not name fails, and so does a line that no method serves', () => {
  expect(broken('FacadeApiordersPOST', { HttpMethod: 'PATCH' })).toEqual([
    'PATCH /orders is not in the table. State its access in infra/routes.ts.',
    expect.stringMatching(/: POST \/orders is in infra\/routes.ts, but no method serves it\./),
  ]);
});
