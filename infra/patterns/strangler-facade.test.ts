import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { gatewayPage } from './gateway-page.ts';
import { facadeOf } from './testing.ts';

const method = (template: Template, HttpMethod: string) =>
  Object.values(template.findResources('AWS::ApiGateway::Method', { Properties: { HttpMethod } }))[0]?.[
    'Properties'
  ];

describe('one word moves a route', () => {
  test('to a service', () => {
    const { Integration } = method(facadeOf({ 'GET /books': { owner: 'books', access: 'public' } }), 'GET');
    expect(Integration).toMatchObject({ Type: 'AWS_PROXY' });
  });

  test('and back to the legacy load balancer, over the VPC link', () => {
    const { Integration } = method(
      facadeOf({ 'GET /books/{id}': { owner: 'legacy', access: 'public' } }),
      'GET',
    );
    expect(Integration).toMatchObject({
      Type: 'HTTP_PROXY',
      ConnectionType: 'VPC_LINK',
      IntegrationTarget: { Ref: expect.stringContaining('LoadBalancer') },
      RequestParameters: { 'integration.request.path.id': 'method.request.path.id' },
    });
  });

  test('where it gets the caller from the token, or nobody: never from the client', () => {
    const callerOn = (access: 'customer' | 'public') =>
      method(facadeOf({ 'GET /books': { owner: 'legacy', access } }), 'GET').Integration.RequestParameters;
    expect([callerOn('customer'), callerOn('public')]).toEqual([
      {
        'integration.request.header.x-caller-id': 'context.authorizer.claims.username',
        'integration.request.header.x-caller-groups': 'context.authorizer.claims.cognito:groups',
      },
      {
        'integration.request.header.x-caller-id': "''",
        'integration.request.header.x-caller-groups': "''",
      },
    ]);
  });

  test('and the deployment changes with it', () => {
    const deployments = (['books', 'legacy'] as const).map((owner) =>
      Object.keys(
        facadeOf({ 'GET /books': { owner, access: 'public' } }).findResources('AWS::ApiGateway::Deployment'),
      ),
    );
    expect(deployments[0]).not.toEqual(deployments[1]);
  });
});

describe('a route that moves between two', () => {
  const template = facadeOf({
    'PUT /books/{id}': { owner: 'books', access: 'operator', movesBetween: ['legacy', 'books'] },
  });
  const parent = (id: string): string => {
    const { PathPart, ParentId } = template.toJSON()['Resources'][id].Properties;
    return `${ParentId.Ref ? parent(ParentId.Ref) : ''}/${PathPart}`;
  };
  const doors = Object.fromEntries(
    Object.values(template.findResources('AWS::ApiGateway::Method')).map(({ Properties }) => [
      parent(Properties.ResourceId.Ref),
      Properties,
    ]),
  );

  test('answers at a side door of each as well, and nowhere else', () => {
    expect(Object.keys(doors).sort()).toEqual([
      '/books/{id}',
      '/via/books/books/{id}',
      '/via/legacy/books/{id}',
    ]);
    expect(doors['/via/books/books/{id}'].Integration.Uri).toEqual(doors['/books/{id}'].Integration.Uri);
  });

  test('with the method and the access of the route', () => {
    for (const door of Object.values(doors))
      expect(door).toMatchObject({ HttpMethod: 'PUT', AuthorizationType: 'COGNITO_USER_POOLS' });
  });

  test('and the legacy system sees the path that it knows', () => {
    const { Uri, RequestParameters } = doors['/via/legacy/books/{id}'].Integration;
    expect(Uri['Fn::Join'][1].at(-1)).toBe('/books/{id}');
    expect(RequestParameters).toMatchObject({ 'integration.request.path.id': 'method.request.path.id' });
  });
});

describe('access', () => {
  test('of customers and operators needs an access token of the user pool', () => {
    for (const access of ['customer', 'operator'] as const) {
      const template = facadeOf({ 'GET /books': { owner: 'books', access } });
      const { AuthorizerId, ...properties } = method(template, 'GET');
      expect(properties).toMatchObject({
        AuthorizationType: 'COGNITO_USER_POOLS',
        AuthorizationScopes: ['aws.cognito.signin.user.admin'],
      });
      expect(template.toJSON()['Resources'][AuthorizerId.Ref].Properties).toMatchObject({
        Type: 'COGNITO_USER_POOLS',
        IdentitySource: 'method.request.header.Authorization',
        ProviderARNs: [{ 'Fn::GetAtt': [expect.stringMatching(/^Users/), 'Arn'] }],
      });
    }
  });

  test('to a refused route ends at API Gateway', () => {
    const { Integration } = method(
      facadeOf({ 'ANY /inside': { owner: 'gateway', access: 'refused' } }),
      'ANY',
    );
    expect(Integration).toMatchObject({ Type: 'MOCK', IntegrationResponses: [{ StatusCode: '403' }] });
  });
});

describe('a body', () => {
  const validatorOf = (template: Template, HttpMethod: string) => {
    const { RequestModels, RequestValidatorId } = method(template, HttpMethod);
    return { model: RequestModels?.['application/json']?.Ref, validator: RequestValidatorId?.Ref };
  };

  test.each([
    ['POST', 'books'],
    ['PUT', 'books'],
    ['PUT', 'legacy'],
  ])('of a %s to %s is a JSON object, which API Gateway checks', (name, owner) => {
    const template = facadeOf({ [`${name} /books` as const]: { owner, access: 'customer' as const } });
    const { model, validator } = validatorOf(template, name);
    const resources = template.toJSON()['Resources'];
    expect(resources[model].Properties.Schema).toMatchObject({ type: 'object' });
    expect(resources[validator].Properties).toMatchObject({ ValidateRequestBody: true });
  });

  test('behind an ANY is nobody else’s to check', () => {
    const template = facadeOf({ 'ANY /books': { owner: 'legacy', access: 'customer' } });
    expect(validatorOf(template, 'ANY')).toEqual({ model: undefined, validator: undefined });
  });
});

test('an open route of the gateway is answered by the page of its path, and by nothing when there is none', () => {
  const table = { 'GET /terms': { owner: 'gateway', access: 'public' } } as const;
  const pages = { '/terms': gatewayPage({ mediaType: 'text/plain', text: 'Be $kind. #set($x = 1)' }) };
  const { Integration } = method(facadeOf(table, pages), 'GET');
  expect(Integration).toMatchObject({
    ...{ Type: 'MOCK', PassthroughBehavior: 'NEVER' },
    IntegrationResponses: [{ StatusCode: '200' }],
  });
  const [{ ResponseTemplates, ResponseParameters }] = Integration.IntegrationResponses;
  const [, encoded = ''] =
    /^\$util\.base64Decode\('([\w+/=]+)'\)$/.exec(ResponseTemplates['application/json']) ?? [];
  expect(Buffer.from(encoded, 'base64').toString()).toBe('Be $kind. #set($x = 1)');
  expect(ResponseParameters['method.response.header.Content-Type']).toBe("'text/plain'");
  expect(() => facadeOf(table)).toThrow('Route "GET /terms" belongs to "gateway"');
});

test('a route of an unknown service is refused by its line, with the services that there are', () => {
  expect(() => facadeOf({ 'GET /books': { owner: 'boks', access: 'public' } })).toThrow(
    'Route "GET /books" belongs to "boks", which is not a service. Known: books, legacy.',
  );
});

test('the API takes as many requests as it was told, and writes none of their bodies into a log', () => {
  facadeOf({ 'ANY /': { owner: 'legacy', access: 'customer' } }).hasResourceProperties(
    'AWS::ApiGateway::Stage',
    {
      MethodSettings: [
        {
          ...{ HttpMethod: '*', ResourcePath: '/*', DataTraceEnabled: false, MetricsEnabled: true },
          ...{ ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
        },
      ],
    },
  );
});

test('every answer of the gateway itself says so', () => {
  const responses = facadeOf({ 'ANY /': { owner: 'legacy', access: 'customer' } }).findResources(
    'AWS::ApiGateway::GatewayResponse',
  );
  for (const { Properties } of Object.values(responses))
    expect(Properties.ResponseParameters).toMatchObject({
      'gatewayresponse.header.x-served-by': "'gateway'",
    });
  expect(Object.keys(responses).length).toBeGreaterThan(2);
});

test('the load balancer takes the stage name off the path', () => {
  facadeOf({ 'ANY /': { owner: 'legacy', access: 'customer' } }).hasResourceProperties(
    'AWS::ElasticLoadBalancingV2::ListenerRule',
    {
      Transforms: [
        { Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: '^/live/?(.*)$', Replace: '/$1' }] } },
      ],
      Conditions: [Match.objectLike({ Field: 'path-pattern' })],
    },
  );
});
