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

  /** As recordings of AWS have it. */
  test.each([
    [
      'Root=1-5759e988-bd862e3fe1be46a994272793',
      /^Root=1-5759e988-bd862e3fe1be46a994272793;Parent=[0-9a-f]{16};Sampled=0$/,
    ],
    [
      'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8',
      /;Parent=53995c3f42cd8ad8;Sampled=1$/,
    ],
    ['nothing of it', /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/],
  ])('continues the trace of the client and completes it: %s', async (sent, trace) => {
    const api = await ApiFixture.create({ functions: functionsOf(() => ({})) });
    await api.method('GET', '/f', lambdaProxyMethod);
    const { headers } = await fetch(`${await api.start()}/f`, { headers: { 'x-amzn-trace-id': sent } });
    expect(headers.get('x-amzn-trace-id')).toMatch(trace);
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

  /** The known case: https://github.com/aws/aws-sam-cli/pull/1166 shows the log of AWS. */
  test('has the values of both kinds of headers, those of the lists first, and each of them once', async () => {
    const { headers } = await callWith(
      functionsOf(() => ({
        headers: { 'X-Foo': 'bar', 'x-same': 'a', 'Content-Type': 'text/html' },
        multiValueHeaders: { 'X-Foo': ['foo'], 'X-Same': ['a', 'b'] },
      })),
    );
    expect([headers.get('x-foo'), headers.get('x-same'), headers.get('content-type')]).toEqual([
      'foo, bar',
      'a, b',
      'text/html',
    ]);
  });

  test('comes from the function that a variable of the stage names', async () => {
    const functions: Backends['functions'] = {
      invoke: async (arn) => ({ payload: JSON.stringify({ body: arn }), statusCode: 200 }),
    };
    const api = await ApiFixture.create({ functions });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: API Gateway writes its variables so
    const Uri = lambdaProxyMethod.Integration.Uri.replace(':f/', ':${stageVariables.name}/');
    await api.method('GET', '/f', { Integration: { ...lambdaProxyMethod.Integration, Uri } });
    const url = await api.start({ Variables: { name: 'g' } });
    expect(await (await fetch(`${url}/f`)).text()).toBe('arn:aws:lambda:us-east-1:0:function:g');
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
