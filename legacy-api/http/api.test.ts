import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createApi } from './api.ts';
import { Drain } from './drain.ts';
import type { Route } from './router.ts';

const routes: Route[] = [
  {
    method: 'GET',
    path: '/things/{id}',
    access: 'public',
    handle: async ({ parameters, query }) => ({ status: 200, body: { ...parameters, ...query } }),
  },
  {
    method: 'PUT',
    path: '/things/{id}',
    access: 'public',
    handle: async ({ json }) => ({ status: 200, body: await json() }),
  },
  { method: 'DELETE', path: '/things/{id}', access: 'public', handle: async () => ({ status: 204 }) },
  {
    method: 'GET',
    path: '/broken',
    access: 'public',
    handle: async () => {
      throw new Error('relation "secrets" does not exist');
    },
  },
];
const server = createApi(routes, new Drain());
let url: string;
let port: number;
const written: string[] = [];

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  port = (server.address() as AddressInfo).port;
  url = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});
beforeEach(() => {
  written.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(() => vi.restoreAllMocks());

const json = { 'content-type': 'application/json' };

async function put(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = json) {
  const response = await fetch(`${url}/things/1`, { method: 'PUT', body, headers });
  return { status: response.status, body: await response.json() };
}

test('who dawdles is cut off, and an idle connection outlives those of a load balancer', () => {
  expect(server).toMatchObject({ headersTimeout: 10_000, requestTimeout: 30_000 });
  expect(server.keepAliveTimeout).toBeGreaterThan(60_000);
});

describe('every answer', () => {
  test.each(['/things/1', '/nowhere', '/broken'])(
    'of %s says who served and has a correlation id',
    async (path) => {
      const { headers } = await fetch(url + path);
      expect(headers.get('x-served-by')).toBe('legacy');
      expect(headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  test('repeats the correlation id of its request', async () => {
    const { headers } = await fetch(`${url}/things/1`, {
      headers: { 'x-correlation-id': 'order:5f_abc.1-2' },
    });
    expect(headers.get('x-correlation-id')).toBe('order:5f_abc.1-2');
  });

  test.each(['two words', 'a/b', '{""}', 'x'.repeat(129), 'é'])(
    'has a new correlation id when %s was sent',
    async (id) => {
      const { headers } = await fetch(`${url}/things/1`, { headers: { 'x-correlation-id': id } });
      expect(headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  test('leaves one line in the log, with the route and without the path', async () => {
    await fetch(`${url}/things/C-10001?name=Ada`, { headers: { 'x-correlation-id': 'abc' } });
    await expect.poll(() => written).toHaveLength(1);
    const line = JSON.parse(written[0] ?? '');
    expect(line).toMatchObject({
      level: 'INFO',
      service: 'legacy',
      message: 'request',
      correlationId: 'abc',
    });
    expect(line).toMatchObject({ method: 'GET', route: '/things/{id}', status: 200 });
    expect(written[0]).not.toMatch(/10001|Ada/);
  });
});

describe('a path', () => {
  test('hands over its placeholders and query percent-decoded', async () => {
    const response = await fetch(`${url}/things/a%2Fb?q=%C3%B8&q=2`);
    expect(await response.json()).toEqual({ id: 'a/b', q: '2' });
  });

  test('that is not percent-encoded UTF-8 is refused', async () => {
    const response = await fetch(`${url}/things/%ff`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid_request' });
  });

  test.each(['/', '//', '/things', '/things/', '/things/1/', '/Things/1', '/x/things/1'])(
    '%s is not found',
    async (path) => {
      const response = await fetch(url + path);
      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(await response.json()).toMatchObject({ type: 'about:blank', status: 404, code: 'not_found' });
    },
  );

  test('with another method is refused, naming those it has', async () => {
    const response = await fetch(`${url}/things/1`, { method: 'POST' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, PUT, DELETE');
    expect(await response.json()).toMatchObject({ code: 'method_not_allowed' });
  });

  test('answers HEAD as it answers GET, without the body', async () => {
    const response = await fetch(`${url}/things/1`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe('10');
    expect(await response.text()).toBe('');
  });

  test('that answers 204 has no body and no media type', async () => {
    const response = await fetch(`${url}/things/1`, { method: 'DELETE' });
    expect(response.status).toBe(204);
    expect(response.headers.get('content-type')).toBeNull();
  });
});

describe('a body', () => {
  test('is read as JSON in UTF-8, with any parameters of its media type', async () => {
    const answer = await put('{"a":"ø"}', { 'content-type': 'Application/JSON; charset=utf-8' });
    expect(answer).toEqual({ status: 200, body: { a: 'ø' } });
  });

  test.each([
    ['that is cut short', '{"a":'],
    ['that is empty', ''],
    ['that is not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ])('%s is malformed_json', async (_, body) => {
    expect(await put(body)).toMatchObject({ status: 400, body: { code: 'malformed_json' } });
  });

  test.each([{ 'content-type': 'text/plain' }, { 'content-type': 'application/xml' }])(
    'of %j is unsupported',
    async (headers) => {
      expect(await put('{}', headers)).toMatchObject({
        status: 415,
        body: { code: 'unsupported_media_type' },
      });
    },
  );

  test('without a media type is unsupported', async () => {
    expect(await put(new Uint8Array([0x31]), {})).toMatchObject({ status: 415 });
  });

  test('of 64 KiB is read', async () => {
    const { status } = await put(JSON.stringify('x'.repeat(65_534)));
    expect(status).toBe(200);
  });

  test('of a byte more is too large', async () => {
    const answer = await put(JSON.stringify('x'.repeat(65_535)));
    expect(answer).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
  });

  test('that is nested deeper than 16 levels is refused, brackets in texts do not count', async () => {
    const nested = (levels: number) =>
      '['.repeat(levels) + JSON.stringify('"[['.repeat(20)) + ']'.repeat(levels);
    expect(await put(nested(16))).toMatchObject({ status: 200 });
    expect(await put(nested(17))).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(await put('{"a":'.repeat(10_000))).toMatchObject({ body: { code: 'invalid_request' } });
    const wide = JSON.stringify(Array.from({ length: 20 }, () => [{}]));
    expect(await put(wide)).toMatchObject({ status: 200 });
  });

  test('too large without a stated length is refused on the same connection, without waiting for its end', async () => {
    const upload = request(`${url}/things/1`, { method: 'PUT', headers: json });
    for (let sent = 0; sent < 2_000_000; sent += 50_000) upload.write('x'.repeat(50_000));
    const [response] = await once(upload, 'response');
    expect(response.statusCode).toBe(413);
    response.resume();
    upload.end();
  });

  test('that is stated to be too large is refused before it comes', async () => {
    const headers = { ...json, 'content-length': '65537' };
    const upload = request(`${url}/things/1`, { method: 'PUT', headers });
    upload.flushHeaders();
    const [response] = await once(upload, 'response');
    expect(response.statusCode).toBe(413);
    upload.destroy();
  });

  test('whose sender goes away does no harm', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write(
      'PUT /things/1 HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
    );
    socket.end();
    socket.resume();
    await once(socket, 'close');
    expect((await put('{}')).status).toBe(200);
  });
});

describe('an error of our own', () => {
  test('is told without its cause, which goes to the log', async () => {
    const response = await fetch(`${url}/broken`, { headers: { 'x-correlation-id': 'abc' } });
    expect(response.status).toBe(500);
    const body = await response.json();
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Something went wrong on our side',
      status: 500,
      code: 'internal_error',
    });
    await expect.poll(() => written).toHaveLength(2);
    expect(JSON.parse(written[0] ?? '')).toMatchObject({
      ...{ level: 'ERROR', correlationId: 'abc', route: '/broken', code: 'internal_error' },
      cause: expect.stringContaining('relation "secrets" does not exist'),
    });
  });
});
