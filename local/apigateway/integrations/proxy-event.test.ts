import { once } from 'node:events';
import { request as send } from 'node:http';
import { describe, expect, test } from 'vitest';
import { ApiFixture, functionsOf, lambdaProxyMethod } from '../api-fixture.ts';
import type { Backends } from '../integration.ts';

/** What a GET request is answered, in JSON. */
async function callWith(functions: Backends['functions']) {
  const api = await ApiFixture.create({ functions });
  await api.method('GET', '/f', lambdaProxyMethod);
  return JSON.parse(await (await fetch(`${await api.start()}/f`)).text());
}

describe('the event of a Lambda proxy integration', () => {
  test('shows the request as documented', async () => {
    const api = await ApiFixture.create({
      functions: functionsOf((event) => ({ body: JSON.stringify(event) })),
    });
    await api.method('ANY', '/orders/{orderId}/{rest+}', lambdaProxyMethod);
    const url = await api.start({ Variables: { color: 'red' } });
    const response = await fetch(`${url}/orders/a%20b/c/d?x=1&x=2&y=%26`, {
      method: 'PUT',
      headers: { 'x-one': '1', 'user-agent': 'test' },
      body: 'höhö',
    });
    const host = new URL(url).host;
    expect(await response.json()).toMatchObject({
      resource: '/orders/{orderId}/{rest+}',
      path: '/orders/a%20b/c/d',
      httpMethod: 'PUT',
      headers: {
        'x-one': '1',
        Host: host,
        'User-Agent': 'test',
        'X-Forwarded-For': '127.0.0.1',
        'X-Forwarded-Proto': 'http',
      },
      multiValueHeaders: { 'x-one': ['1'] },
      queryStringParameters: { x: '2', y: '&' },
      multiValueQueryStringParameters: { x: ['1', '2'], y: ['&'] },
      pathParameters: { orderId: 'a%20b', rest: 'c/d' },
      stageVariables: { color: 'red' },
      requestContext: {
        accountId: '000000000000',
        apiId: api.restApiId,
        httpMethod: 'PUT',
        resourcePath: '/orders/{orderId}/{rest+}',
        stage: 'prod',
        protocol: 'HTTP/1.1',
        identity: { sourceIp: '127.0.0.1', userAgent: 'test' },
        requestId: response.headers.get('x-amzn-requestid'),
        requestTimeEpoch: expect.any(Number),
      },
      body: 'höhö',
      isBase64Encoded: false,
    });
  });

  /** Follows recordings of AWS, as does what becomes of slashes. */
  test.each([
    ['/files/a%2Bb@c/d+e', '/files/a%2Bb@c/d+e', 'a%2Bb@c/d+e'],
    ['/files/a/', '/files/a/', 'a'],
    ['/files/a//b', '/files/a//b', 'a//b'],
    ['//files/a', '/files/a', 'a'],
  ])('has the path of %s as it was sent', async (sent, path, rest) => {
    const api = await ApiFixture.create({
      functions: functionsOf((event) => ({ body: JSON.stringify(event) })),
    });
    await api.method('GET', '/files/{rest+}', lambdaProxyMethod);
    const event = await (await fetch(`${await api.start()}${sent}`)).json();
    expect(event).toMatchObject({ path, pathParameters: { rest }, requestContext: { path: sent } });
  });

  test('shows headers of any name', async () => {
    const api = await ApiFixture.create({
      functions: functionsOf((event) => ({ body: JSON.stringify(event) })),
    });
    await api.method('GET', '/f', lambdaProxyMethod);
    const url = await api.start();
    const request = send(`${url}/f`, { headers: ['Host', new URL(url).host, '__proto__', 'x'] }).end();
    const [response] = await once(request, 'response');
    expect(response.statusCode).toBe(200);
    const event = String(await response.toArray());
    expect(event).toContain('"__proto__":["x"]');
    expect(event).toContain('"__proto__":"x"');
  });

  test('has null for what a request does not have', async () => {
    const functions = functionsOf((event) => ({ body: JSON.stringify(event) }));
    expect(await callWith(functions)).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: null,
    });
  });

  test('keeps the names of headers and every value of a repeated one', async () => {
    const api = await ApiFixture.create({
      functions: functionsOf((event) => ({ body: JSON.stringify(event) })),
    });
    await api.method('GET', '/f', lambdaProxyMethod);
    const request = send(`${await api.start()}/f`, {
      headers: ['X-Twice', 'a', 'X-Twice', 'b', 'Host', 'h'],
    }).end();
    const [response] = await once(request, 'response');
    const event = JSON.parse(String(Buffer.concat(await response.toArray())));
    expect(event.multiValueHeaders['X-Twice']).toEqual(['a', 'b']);
    expect(event.headers['X-Twice']).toBe('b');
    expect(event.headers['Connection']).toBeUndefined();
  });

  /**
   * https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html shows Host and User-Agent; recordings of AWS, what
   * is left out.
   */
  test('spells some names of headers in its own way, and leaves out what concerns the connection', async () => {
    const api = await ApiFixture.create({
      functions: functionsOf(({ headers }) => ({ body: JSON.stringify(headers) })),
    });
    await api.method('POST', '/f', lambdaProxyMethod);
    const sent = { host: 'h', 'user-agent': 'u', authorization: 'a', 'x-own': 'o', te: 'trailers' };
    const headers = { ...sent, 'content-md5': 'm', 'max-forwards': '1', 'transfer-encoding': 'chunked' };
    const request = send(`${await api.start()}/f`, { method: 'POST', headers }).end('body');
    const [response] = await once(request, 'response');
    expect(Object.keys(JSON.parse(String(await response.toArray())))).toEqual([
      ...['Host', 'User-Agent', 'authorization', 'x-own'],
      ...['X-Amzn-Trace-Id', 'X-Forwarded-For', 'X-Forwarded-Port', 'X-Forwarded-Proto'],
    ]);
  });

  test('carries a trace header, the same that the invocation gets', async () => {
    const invoke: Backends['functions']['invoke'] = async (_, { payload, traceHeader }) => ({
      statusCode: 200,
      payload: JSON.stringify({
        body: JSON.stringify([JSON.parse(payload).headers['X-Amzn-Trace-Id'], traceHeader]),
      }),
    });
    const [inEvent, ofInvocation] = await callWith({ invoke });
    expect(inEvent).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
    expect(ofInvocation).toBe(inEvent);
  });
});
