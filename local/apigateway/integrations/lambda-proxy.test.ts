import { once } from 'node:events';
import { request as send } from 'node:http';
import { describe, expect, test } from 'vitest';
import { AwsError } from '../../aws-error.ts';
import { ApiFixture, answering, functionsOf, lambdaProxyMethod } from '../api-fixture.ts';
import type { Backends } from '../integration.ts';

async function callWith(functions: Backends['functions'], method: object = {}) {
  const api = await ApiFixture.create({ functions });
  await api.method('GET', '/f', { Integration: { ...lambdaProxyMethod.Integration, ...method } });
  const response = await fetch(`${await api.start()}/f`);
  return { status: response.status, headers: response.headers, text: await response.text(), log: api.log };
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
    expect(String(await response.toArray())).toContain('"__proto__":["x"]');
  });

  test('has null for what a request does not have', async () => {
    const { text } = await callWith(functionsOf((event) => ({ body: JSON.stringify(event) })));
    expect(JSON.parse(text)).toMatchObject({
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
    const [inEvent, ofInvocation] = JSON.parse((await callWith({ invoke })).text);
    expect(inEvent).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
    expect(ofInvocation).toBe(inEvent);
  });
});

describe('the answer of a Lambda proxy integration', () => {
  test('is what the function returns', async () => {
    const { status, headers, text } = await callWith(
      functionsOf(() => ({
        statusCode: 201,
        headers: { 'content-type': 'text/plain', Location: '/f/1' },
        multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
        body: 'made',
      })),
    );
    expect([status, text]).toEqual([201, 'made']);
    expect(headers.get('content-length')).toBe('4');
    expect(headers.get('content-type')).toBe('text/plain');
    expect(headers.get('location')).toBe('/f/1');
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  /** As recordings of AWS have it for all integrations but HTTP proxies and mocks, and in this spelling. */
  test('names the trace of the request beside its ids', async () => {
    const api = await ApiFixture.create({ functions: functionsOf(() => ({})) });
    await api.method('GET', '/f', lambdaProxyMethod);
    await api.method('GET', '/mock', answering(''));
    const url = await api.start();
    const namesOf = async (path: string) => {
      const [response] = await once(send(`${url}${path}`).end(), 'response');
      response.resume();
      return response.rawHeaders.filter((name: string) => /^x-am/i.test(name));
    };
    expect(await namesOf('/f')).toEqual(['X-Amzn-Trace-Id', 'x-amzn-RequestId', 'x-amz-apigw-id']);
    expect(await namesOf('/mock')).toEqual(['x-amzn-RequestId', 'x-amz-apigw-id']);
    expect(await namesOf('/none')).toEqual(['x-amzn-ErrorType', 'x-amzn-RequestId', 'x-amz-apigw-id']);
  });

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html, and recordings of AWS */
  test('has headers that are the gateway’s own under another name, and no transfer encoding', async () => {
    const own = { Authorization: 'a', 'Content-MD5': 'm', Host: 'h', Trailer: 't', 'User-Agent': 'u' };
    const { headers, text } = await callWith(
      functionsOf(() => ({ headers: { ...own, 'Transfer-Encoding': 'chunked' }, body: 'made' })),
    );
    for (const [name, value] of Object.entries(own))
      expect([name, headers.get(name), headers.get(`x-amzn-remapped-${name}`)]).toEqual([name, null, value]);
    expect([text, headers.get('content-length'), headers.get('transfer-encoding')]).toEqual([
      'made',
      '4',
      null,
    ]);
  });

  test('is JSON when the function does not say', async () => {
    expect((await callWith(functionsOf(() => ({ body: '{}' })))).headers.get('content-type')).toBe(
      'application/json',
    );
  });

  test.each([
    [null],
    ['text'],
    [[200]],
    [{ statusCode: 'ok' }],
    [{ statusCode: 200, body: { not: 'text' } }],
    [{ statusCode: 200, headers: { 'x-count': 1 } }],
    [{ statusCode: 200, other: true }],
  ])('is 502 when the function returns %j', async (output) => {
    const { status, text, log } = await callWith(functionsOf(() => output));
    expect([status, text]).toEqual([502, '{"message":"Internal server error"}']);
    expect(log.join()).toContain('Malformed Lambda proxy response');
  });

  test('is 502 when a header has a value that HTTP does not allow', async () => {
    const { status, log } = await callWith(functionsOf(() => ({ headers: { 'x-lines': 'a\nb' } })));
    expect(status).toBe(502);
    expect(log.join()).toContain('x-lines');
  });

  test('is 502 when the function fails', async () => {
    const payload = '{"errorMessage":"broken"}';
    const { status, text } = await callWith({
      invoke: async () => ({ statusCode: 200, payload, functionError: 'Unhandled' }),
    });
    expect([status, text]).toEqual([502, '{"message":"Internal server error"}']);
  });

  test('is 500 when Lambda throttles the function', async () => {
    const { status, log } = await callWith({
      invoke: () => Promise.reject(new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429)),
    });
    expect(status).toBe(500);
    expect(log.join()).toContain('Lambda invocation failed with status 429');
  });

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html */
  test.each([
    [functionsOf(() => ({ statusCode: 404 })), '404 200'],
    [
      { invoke: () => Promise.reject(new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429)) },
      '500 429',
    ],
  ])('is logged with what Lambda answered', async (functions, line) => {
    const api = await ApiFixture.create({ functions });
    await api.method('GET', '/f', lambdaProxyMethod);
    const Format = '$context.status $context.integrationStatus';
    await fetch(`${await api.start({ AccessLogSetting: { DestinationArn: 'arn:logs', Format } })}/f`);
    expect(api.log.at(-1)).toBe(line);
  });

  test('is 413 when the request is too large for Lambda', async () => {
    const { status } = await callWith({
      invoke: () => Promise.reject(new AwsError('RequestTooLargeException', 'Too large', 413)),
    });
    expect(status).toBe(413);
  });

  test('is 504 when the function takes longer than the integration waits', async () => {
    const { status, text } = await callWith({ invoke: () => new Promise(() => {}) }, { TimeoutInMillis: 50 });
    expect([status, text]).toEqual([504, '{"message":"Endpoint request timed out"}']);
  });
});

test.each([
  [{ IntegrationHttpMethod: 'GET' }, 'must be POST, not GET'],
  [{ Uri: 'arn:aws:apigateway:us-east-1:sqs:path/0/q' }, 'is not that of a function'],
  [{ TimeoutInMillis: 30_000 }, 'TimeoutInMillis'],
])('%j is refused', async (properties, message) => {
  const api = await ApiFixture.create();
  const method = { Integration: { ...lambdaProxyMethod.Integration, ...properties } };
  await expect(api.method('GET', '/f', method)).rejects.toThrow(message);
});
