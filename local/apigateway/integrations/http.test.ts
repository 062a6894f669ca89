import { once } from 'node:events';
import { createServer, type RequestListener, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../free-port.ts';
import { ApiFixture } from '../api-fixture.ts';

async function backend(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers what it got, as JSON. */
const echo: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method, url, headers } = request;
    const body = Buffer.concat(chunks).toString('base64');
    response.setHeader('x-echo', 'yes');
    response.end(JSON.stringify({ method, url, headers, body }));
  });
};

interface Echo {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

async function proxyTo(loadBalancerUrl: string, integration: object = {}) {
  const find = (arn: string) => {
    if (arn !== 'arn:lb') throw new Error(`No load balancer ${arn}`);
    return { url: loadBalancerUrl };
  };
  const api = await ApiFixture.create({ loadBalancers: { find } });
  const link = await api.add('AWS::ApiGatewayV2::VpcLink', 'Link', { Name: 'link' });
  await api.method('ANY', '/{proxy+}', {
    Integration: {
      Type: 'HTTP_PROXY',
      IntegrationHttpMethod: 'ANY',
      Uri: 'http://internal-legacy.elb.amazonaws.com/{proxy}',
      ConnectionType: 'VPC_LINK',
      ConnectionId: link.ref,
      IntegrationTarget: 'arn:lb',
      RequestParameters: { 'integration.request.path.proxy': 'method.request.path.proxy' },
      ...integration,
    },
    RequestParameters: { 'method.request.path.proxy': true },
  });
  return { url: await api.start(), log: api.log };
}

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

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html */
  test('renames the headers of the backend that the gateway sets itself', async () => {
    const base = await backend((_, response) => {
      const headers = {
        server: 'legacy',
        'www-authenticate': 'Basic',
        date: 'Thu, 26 Nov 2026 00:00:00 GMT',
        'x-amzn-requestid': 'theirs',
      };
      response.writeHead(401, headers).end('who?');
    });
    const { url } = await proxyTo(base);
    const { headers } = await fetch(`${url}/customers`);
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-amzn-remapped-server': 'legacy',
      'x-amzn-remapped-www-authenticate': 'Basic',
      'x-amzn-remapped-date': 'Thu, 26 Nov 2026 00:00:00 GMT',
      'x-amzn-remapped-connection': 'keep-alive',
      'x-amzn-remapped-x-amzn-requestid': 'theirs',
      'content-length': '4',
    });
    expect([headers.get('server'), headers.get('www-authenticate')]).toEqual([null, null]);
  });

  /** As recordings of AWS have it. */
  test('keeps the spelling of the backend’s headers', async () => {
    const { url } = await proxyTo(
      await backend((_, response) => response.writeHead(200, { 'X-Own': '1' }).end()),
    );
    const [response] = await once(send(`${url}/a`).end(), 'response');
    response.resume();
    expect(response.rawHeaders).toEqual(expect.arrayContaining(['X-Own', 'x-amzn-Remapped-Date']));
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

  /** Follows recordings of AWS. */
  test('tells the backend which API calls, and fills in for a client that does not say who it is', async () => {
    const { url } = await proxyTo(await backend(echo));
    const nobodys = {
      'content-encoding': 'br',
      via: '1.1 client',
      'content-md5': 'm',
      server: 's',
      'max-forwards': '1',
    };
    const sent = { ...nobodys, 'x-own': 'o' };
    const [response] = await once(send(`${url}/a`, { headers: sent }).end(), 'response');
    const { headers } = JSON.parse((await buffer(response)).toString()) as Echo;
    const apiId = headers['x-amzn-apigateway-api-id'];
    const expected = { accept: 'application/json', 'user-agent': `AmazonAPIGateway_${apiId}`, 'x-own': 'o' };
    expect(headers).toMatchObject(expected);
    expect(apiId).toEqual(expect.any(String));
    for (const name of Object.keys(nobodys)) expect(headers).not.toHaveProperty(name);
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

  test('maps headers and query parameters to the backend', async () => {
    const { url } = await proxyTo(await backend(echo), {
      Uri: 'http://legacy/v1/{proxy}',
      RequestParameters: {
        'integration.request.path.proxy': 'method.request.path.proxy',
        'integration.request.header.x-gateway': "'yes'",
        'integration.request.header.x-missing': 'method.request.header.x-nothing',
        'integration.request.querystring.stage': 'context.stage',
      },
    });
    const got = (await (await fetch(`${url}/a/b?x=1`)).json()) as Echo;
    expect(got.url).toBe('/prod/v1/a/b?x=1&stage=prod');
    expect(got.headers['x-gateway']).toBe('yes');
    expect(got.headers).not.toHaveProperty('x-missing');
  });

  /** As recordings of AWS have it, also for custom integrations. */
  test('keeps some headers to itself although they are mapped, and fails when others are', async () => {
    const mapping = (name: string) => ({
      RequestParameters: {
        'integration.request.path.proxy': 'method.request.path.proxy',
        [`integration.request.header.${name}`]: "'mapped'",
      },
    });
    const base = await backend(echo);
    for (const name of ['Connection', 'Expect', 'Proxy-Authenticate', 'TE', 'Via']) {
      const { url } = await proxyTo(base, mapping(name));
      const got = (await (await fetch(`${url}/a`)).json()) as Echo;
      expect([name, got.headers[name.toLowerCase()]]).not.toContain('mapped');
    }
    for (const name of ['Content-Length', 'Transfer-Encoding']) {
      const { url } = await proxyTo(base, mapping(name));
      const response = await fetch(`${url}/a`);
      expect([response.status, await response.json()]).toEqual([500, { message: 'Internal server error' }]);
    }
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

  test('does not forward the headers of the connection', async () => {
    const { url } = await proxyTo(await backend(echo));
    const request = send(`${url}/a`, { headers: { te: 'trailers', connection: 'close' } }).end();
    const [response] = await once(request, 'response');
    const got = JSON.parse((await buffer(response)).toString()) as Echo;
    expect(got.headers).not.toHaveProperty('te');
    expect(got.headers['connection']).toBe('keep-alive');
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
