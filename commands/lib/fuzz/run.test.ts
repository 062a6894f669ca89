import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { mutated } from './bodies.ts';
import { orderDocument } from './documents.ts';
import { httpRequests } from './requests.ts';
import { volley } from './run.ts';
import { Tally } from './sender.ts';

async function fuzzServer(handle: RequestListener, requests = 200) {
  const server = createServer(handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => server.close().closeAllConnections());
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const tokens = { customer: 'e30.e30.e30', operator: 'e30.e30.e30' };
  const tally = new Tally();
  const options = {
    url,
    tokens,
    signingSecret: 's',
    logs: undefined,
    seed: 1,
    requests,
    concurrency: 4,
    tally,
  };
  return { tally, breaches: await volley({ ...options, arbitrary: httpRequests }) };
}

const ok: RequestListener = (_, response) =>
  response.setHeader('x-amzn-requestid', 'r').setHeader('x-served-by', 'catalog').end();

test('the same seed makes the same requests', () => {
  const sample = () => fc.sample(httpRequests, { seed: 5, numRuns: 50 });
  expect(sample()).toEqual(sample());
});

test('a mutated document is hardly ever the document itself, and keeps a prototype key as its own', () => {
  const texts = fc.sample(mutated(orderDocument), { seed: 1, numRuns: 500 });
  const same = texts.filter((text) => text === JSON.stringify(orderDocument));
  expect(same.length).toBeLessThan(50);
  expect(texts.some((text) => text.includes('"__proto__":'))).toBe(true);
  expect(texts.some((text) => text.includes('1e400'))).toBe(true);
});

test('a breach is reported once, by the smallest request that shows it', async () => {
  const { breaches } = await fuzzServer((request, response) => {
    if (request.method === 'PUT') response.statusCode = 500;
    ok(request, response);
  });
  expect(breaches.filter(({ what }) => what === 'status 500 from catalog to a PUT')).toHaveLength(1);
  const { request } = breaches.find(({ what }) => what.startsWith('status 500')) ?? {};
  expect(request).toMatchObject({
    method: 'PUT',
    framing: 'length',
    headers: [
      ['content-type', 'application/json'],
      ['idempotency-key', 'fuzzmark'],
    ],
  });
});
