import { describe, expect, test } from 'vitest';
import { GatewayError } from './gateway-error.ts';
import { Router } from './router.ts';

function routerOf(...routes: string[]): Router<string> {
  const router = new Router<string>();
  for (const route of routes) {
    const [httpMethod = '', path = ''] = route.split(' ');
    router.add(httpMethod, path, route);
  }
  return router;
}

describe('a router', () => {
  const router = routerOf(
    'GET /products',
    'GET /products/{sku}',
    'GET /products/featured',
    'POST /webhooks/payments',
    'ANY /shipments',
    'POST /shipments',
    'ANY /{proxy+}',
  );

  test.each([
    ['GET', '/products', 'GET /products', {}],
    ['GET', '/products/', 'GET /products', {}],
    ['GET', '/products/featured', 'GET /products/featured', {}],
    ['GET', '/products/MUG-001', 'GET /products/{sku}', { sku: 'MUG-001' }],
    ['GET', '/products/a%20b', 'GET /products/{sku}', { sku: 'a%20b' }],
    ['POST', '/shipments', 'POST /shipments', {}],
    ['GET', '/shipments', 'ANY /shipments', {}],
    ['GET', '/%73hipments', 'ANY /shipments', {}],
    ['GET', '/products/MUG-001/reviews/1', 'ANY /{proxy+}', { proxy: 'products/MUG-001/reviews/1' }],
  ])('matches %s %s to %s', (httpMethod, path, method, pathParameters) => {
    expect(router.match(httpMethod, path)).toEqual({ method, pathParameters });
  });

  test.each([
    ['DELETE', '/products', 'products'],
    ['DELETE', '/products/', 'products'],
    ['GET', '/webhooks/payments', 'webhooks/payments'],
    ['GET', '/webhooks', 'webhooks'],
  ])(
    'a verb that a resource lacks falls through to the greedy ancestor: %s %s',
    (httpMethod, path, proxy) => {
      expect(router.match(httpMethod, path)).toEqual({
        method: 'ANY /{proxy+}',
        pathParameters: { proxy },
      });
    },
  );

  test('the root needs a method of its own', () => {
    expect(router.match('GET', '/')).toBeUndefined();
  });

  test('nothing matches a path that has no resource', () => {
    expect(routerOf('GET /a/{b}').match('GET', '/a/b/c')).toBeUndefined();
  });

  test('two path parameters below one resource are refused, also when one of them is greedy', () => {
    expect(() => routerOf('GET /a/{b}', 'GET /a/{c}')).toThrow('Siblings {b} and {c}');
    expect(() => routerOf('GET /a/{b+}', 'GET /a/{b}')).toThrow('Siblings {b+} and {b}');
    expect(() => routerOf('GET /{b}/x', 'GET /{b+}')).toThrow('Siblings {b} and {b+}');
  });
});

test('a path that is no percent-encoded UTF-8 is a bad request', () => {
  expect(() => routerOf('GET /{a}').match('GET', '/%FF')).toThrow(GatewayError);
});
