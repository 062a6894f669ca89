import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, inject, onTestFinished, test } from 'vitest';
import { runCommand } from '../commands/lib/testing.ts';

const smoke = (url: string) => runCommand(['smoke', '--url', url]);

/** Passes everything on to the running system and changes what comes back from one path. */
async function systemThatBreaks(path: string, change: (answer: Response) => Response): Promise<string> {
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const headers = Object.entries(request.headers).filter(
        ([name]) => !/^(host|connection|content-length|transfer-encoding)$/.test(name),
      );
      const answer = await fetch(inject('url') + request.url, {
        method: request.method ?? 'GET',
        headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
        ...(body && { body }),
      });
      const told = request.url?.startsWith(path) ? change(answer) : answer;
      response.writeHead(told.status, {
        'x-served-by': told.headers.get('x-served-by') ?? '',
        'content-type': told.headers.get('content-type') ?? '',
      });
      response.end(await told.text());
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('smoke passes against the local run', async () => {
  const { code, stdout, stderr } = await smoke(inject('url'));
  expect(stderr).toBe('');
  expect(stdout).toMatch(/COMPLETED[\s\S]*CANCELLED[\s\S]*Passed\n$/);
  expect(code).toBe(0);
});

test('smoke fails in one line when somebody else answers a route', async () => {
  const url = await systemThatBreaks(
    '/products',
    (answer) =>
      new Response(answer.body, {
        headers: { ...Object.fromEntries(answer.headers), 'x-served-by': 'legacy' },
      }),
  );
  const { code, stderr } = await smoke(url);
  expect(stderr).toBe('smoke: x-served-by should be catalog but is legacy\n');
  expect(code).toBe(1);
});

test('smoke fails in one line when the webhook refuses', async () => {
  const url = await systemThatBreaks(
    '/webhooks',
    () =>
      new Response('{"code":"queue_unavailable"}', {
        status: 502,
        headers: { 'content-type': 'application/json' },
      }),
  );
  const { code, stderr } = await smoke(url);
  expect(stderr).toBe('smoke: Expected 202, got 502: {"code":"queue_unavailable"}\n');
  expect(code).toBe(1);
});

test('smoke fails in one line when nothing answers', async () => {
  const { code, stderr } = await smoke('http://127.0.0.1:9');
  expect(stderr).toBe('smoke: Nothing answers at http://127.0.0.1:9. Start the system with "npm start".\n');
  expect(code).toBe(1);
});
