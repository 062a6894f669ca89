import { once } from 'node:events';
import { request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { backend, type Echo, echo, proxyTo } from './http-fixture.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html */
describe('an HTTP proxy integration', () => {
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

  test('does not forward the headers of the connection', async () => {
    const { url } = await proxyTo(await backend(echo));
    const request = send(`${url}/a`, { headers: { te: 'trailers', connection: 'close' } }).end();
    const [response] = await once(request, 'response');
    const got = JSON.parse((await buffer(response)).toString()) as Echo;
    expect(got.headers).not.toHaveProperty('te');
    expect(got.headers['connection']).toBe('keep-alive');
  });
});
