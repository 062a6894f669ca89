import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { lambdaContext } from '../shared/testing/http.ts';
import { eventOf } from './testing/event.ts';

vi.hoisted(() => {
  process.env['POWERTOOLS_LOG_LEVEL'] = 'SILENT';
});

const servers: { close(): unknown; closeAllConnections?(): void }[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections?.();
  }
});

/** The handler with a legacy API that listens at this port. */
async function handlerAt(port: number) {
  vi.stubEnv('LEGACY_API_URL', `http://127.0.0.1:${port}`);
  const { handler } = await import('./legacy.handler.ts');
  return (change: Parameters<typeof eventOf>[0] = {}, remaining = 5_000) =>
    handler(eventOf(change), lambdaContext(remaining));
}

async function serve(listener: RequestListener) {
  return handlerAt(await portOf(createServer(listener)));
}

async function portOf(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('the legacy API’s answer', () => {
  test('comes back as it is', async () => {
    const ask = await serve((_, response) => {
      response.writeHead(404, { 'x-served-by': 'legacy', 'content-type': 'application/problem+json' });
      response.end('{"code":"not_found"}');
    });
    expect(await ask()).toMatchObject({
      statusCode: 404,
      headers: { 'x-served-by': 'legacy', 'content-type': 'application/problem+json' },
      body: '{"code":"not_found"}',
    });
  });

  test('keeps its cookies apart and follows no redirect', async () => {
    const ask = await serve((_, response) =>
      response.writeHead(302, { location: '/elsewhere', 'set-cookie': ['a=1', 'b=2'] }).end(),
    );
    expect(await ask()).toMatchObject({
      statusCode: 302,
      headers: { location: '/elsewhere' },
      multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] },
    });
  });

  test('is asked for in the name of a caller, though nobody is signed in: it is no call from inside', async () => {
    const ask = await serve((request, response) => response.end(JSON.stringify(request.headersDistinct)));
    const headersOf = async (change: Parameters<typeof eventOf>[0]) => JSON.parse((await ask(change)).body);
    expect(await headersOf({})).toMatchObject({ 'x-caller-id': [''], 'x-caller-groups': [''] });
    expect(await headersOf({ username: 'C-10001' })).toMatchObject({ 'x-caller-id': ['C-10001'] });
  });

  test('is asked for by the route’s path, and by no way around it', async () => {
    const seen: unknown[] = [];
    const ask = await serve((request, response) => {
      seen.push(request.url);
      response.end('{}');
    });
    await ask({ pathParameters: { isbn: 'a/../b' } });
    expect(await ask({ pathParameters: { isbn: '..' } })).toMatchObject({ statusCode: 404 });
    expect(seen).toEqual(['/books/a%2F..%2Fb']);
  });
});

describe('a legacy API', () => {
  const failure = (status: number, code: string) => ({
    statusCode: status,
    headers: { 'x-served-by': 'splitter', 'content-type': 'application/problem+json' },
    body: expect.stringContaining(`"code":"${code}"`),
  });

  test('that is not there is 502, and says nothing of where it was sought', async () => {
    const server = createServer();
    const port = await portOf(server);
    server.close();
    const answer = await (await handlerAt(port))();
    expect(answer).toMatchObject(failure(502, 'unreachable'));
    expect(JSON.stringify(answer)).not.toContain(`:${port}`);
  });

  test('that answers what is no HTTP is 502', async () => {
    const port = await portOf(createTcpServer((socket) => socket.end('garbage\r\n\r\n')));
    expect(await (await handlerAt(port))()).toMatchObject(failure(502, 'unreachable'));
  });

  test('that is slow is 504, before the function’s own time is up', async () => {
    const ask = await serve(() => undefined);
    expect(await ask({}, 1_050)).toMatchObject(failure(504, 'timeout'));
  });
});
