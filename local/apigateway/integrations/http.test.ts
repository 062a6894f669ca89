import { once } from 'node:events';
import { type RequestListener, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { freePort } from '../../free-port.ts';
import { ApiFixture } from '../api-fixture.ts';
import { backend, type Echo, echo, proxyTo } from './http-fixture.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html */
describe('an HTTP proxy integration', () => {
  test('without a VPC link forwards to the host of its Uri, without the name of the stage', async () => {
    const base = await backend(echo);
    const { url } = await proxyTo('http://127.0.0.1:1', {
      ...{ ConnectionType: 'INTERNET', ConnectionId: undefined, IntegrationTarget: undefined },
      Uri: `${base}/v1/{proxy}`,
    });
    const response = await fetch(`${url}/customers/a%20b?x=1`);
    expect(await response.json()).toMatchObject({
      url: '/v1/customers/a%20b?x=1',
      headers: { host: base.replace('http://', '') },
    });
  });

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html */
  test('fills variables of the stage into its Uri', async () => {
    const base = await backend(echo);
    const api = await ApiFixture.create();
    // biome-ignore lint/suspicious/noTemplateCurlyInString: API Gateway writes its variables so
    const Uri = 'http://${stageVariables.host}/${stageVariables.version}/customers';
    await api.method('GET', '/a', { Integration: { Type: 'HTTP_PROXY', IntegrationHttpMethod: 'GET', Uri } });
    const url = await api.start({ Variables: { host: base.replace('http://', ''), version: 'v2' } });
    expect(await (await fetch(`${url}/a`)).json()).toMatchObject({ url: '/v2/customers' });
  });

  test('forwards method, path behind the stage name, query, headers and the body', async () => {
    const base = await backend(echo);
    const { url } = await proxyTo(base);
    const bytes = Uint8Array.from({ length: 128 }, (_, byte) => byte);
    const response = await fetch(`${url}/customers/a%20b%2Fc?x=1&x=%26&flag`, {
      method: 'PATCH',
      headers: { 'X-Correlation-Id': 'c-1', authorization: 'Bearer t' },
      body: bytes,
    });
    const got = (await response.json()) as Echo;
    expect(response.headers.get('x-echo')).toBe('yes');
    expect(got).toMatchObject({ method: 'PATCH', url: '/prod/customers/a%20b%2Fc?x=1&x=%26&flag' });
    expect(got.headers).toMatchObject({
      'x-correlation-id': 'c-1',
      authorization: 'Bearer t',
      host: new URL(base).host,
      'content-length': '128',
      'x-forwarded-for': '127.0.0.1',
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-/),
    });
    expect(Buffer.from(got.body, 'base64')).toEqual(Buffer.from(bytes));
  });

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html */
  test('takes every payload for text, on both ways', async () => {
    const { url } = await proxyTo(
      await backend((request, response) => {
        void buffer(request).then((body) => response.end(Buffer.concat([body, Buffer.from([0xfe])])));
      }),
    );
    const response = await fetch(`${url}/a`, { method: 'POST', body: Uint8Array.of(0x61, 0xff) });
    expect(await response.text()).toBe('a\uFFFD\uFFFD');
    expect(response.headers.get('content-length')).toBe('7');
  });

  test('forwards a path as it was checked, with no way up that a URL parser would find in it', async () => {
    const { url } = await proxyTo(await backend(echo));
    const { hostname, port } = new URL(url);
    const request = send({ hostname, port, path: '/customers\\..\\..\\shipments' }).end();
    const [response] = await once(request, 'response');
    const got = JSON.parse((await buffer(response)).toString()) as Echo;
    expect(got.url).toBe('/prod/customers\\..\\..\\shipments');
  });

  test('passes status, headers and body of the backend unchanged, without those of its connection', async () => {
    const base = await backend((_, response) => {
      response.writeHead(
        418,
        'Teapot',
        [
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
          ['Keep-Alive', 'timeout=1'],
          ['Location', '/tea'],
        ].flat(),
      );
      response.end('tea');
    });
    const { url } = await proxyTo(base);
    const response = await fetch(`${url}/a`, { redirect: 'manual' });
    expect([response.status, await response.text()]).toEqual([418, 'tea']);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('location')).toBe('/tea');
    expect(response.headers.get('keep-alive')).not.toBe('timeout=1');
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  /** As recordings of AWS have it. */
  test('fills parameters into the query of its Uri, which the query of the client and the mapped one follow', async () => {
    const { url } = await proxyTo(await backend(echo), {
      Uri: 'http://legacy/v1?of={proxy}&q={q}',
      RequestParameters: {
        'integration.request.path.proxy': 'method.request.path.proxy',
        'integration.request.path.q': 'method.request.querystring.x',
        'integration.request.querystring.q': 'method.request.querystring.x',
      },
    });
    const got = (await (await fetch(`${url}/a?x=1`)).json()) as Echo;
    expect(got.url).toBe('/prod/v1?of=a&q=1&x=1&q=1');
  });

  test('answers a HEAD request with the length of the body and no body', async () => {
    const { url } = await proxyTo(
      await backend((_, response) => response.setHeader('content-length', 5).end('hello')),
    );
    const response = await fetch(`${url}/a`, { method: 'HEAD' });
    expect([response.headers.get('x-amzn-remapped-content-length'), await response.text()]).toEqual([
      '5',
      '',
    ]);
  });

  test('uses its connections to the backend again', async () => {
    const ports = new Set<number | undefined>();
    const { url } = await proxyTo(
      await backend((request, response) => {
        ports.add(request.socket.remotePort);
        response.end();
      }),
    );
    for (let call = 0; call < 3; call++) await (await fetch(`${url}/a`)).text();
    expect(ports.size).toBe(1);
  });

  test('answers 504 when nobody listens', async () => {
    const { url, log } = await proxyTo(`http://127.0.0.1:${await freePort()}`);
    const response = await fetch(`${url}/a`);
    expect(response.status).toBe(504);
    expect(await response.json()).toEqual({ message: 'Network error communicating with endpoint' });
    expect(log.join()).toContain('ECONNREFUSED');
  });

  test('answers 504 when the backend breaks off in the middle of its answer', async () => {
    const { url } = await proxyTo(
      await backend((_, response) => {
        response.writeHead(200, { 'content-length': 10 });
        response.write('half', () => response.destroy());
      }),
    );
    expect((await fetch(`${url}/a`)).status).toBe(504);
  });

  test.each([
    ['gives no answer', () => {}],
    ['does not end its answer', (_: unknown, response: { write(text: string): void }) => response.write('a')],
  ])('answers 504 when the backend %s in time', async (_, listener) => {
    const { url } = await proxyTo(await backend(listener as RequestListener), { TimeoutInMillis: 50 });
    const response = await fetch(`${url}/a`);
    expect(response.status).toBe(504);
    expect(await response.json()).toEqual({ message: 'Endpoint request timed out' });
  });

  test.each([
    [{ ConnectionId: 'other' }, 'ConnectionId other is not an AWS::ApiGatewayV2::VpcLink'],
    [{ IntegrationTarget: undefined }, 'needs IntegrationTarget'],
    [{ RequestParameters: {} }, 'needs a request parameter integration.request.path.proxy'],
    [{ Uri: 'legacy/{proxy}' }, 'is not http://<host>/<path>'],
    [
      { RequestParameters: { 'integration.request.body.x': "'a'" } },
      'integration.request.body.x cannot be mapped',
    ],
  ])('%j is refused', async (integration, message) => {
    await expect(proxyTo('http://127.0.0.1:1', integration)).rejects.toThrow(message);
  });
});
