import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { mayAsk } from './guard.ts';

const host = '127.0.0.1:3000';
const asked = (method: string, headers: Record<string, string>) =>
  mayAsk({ method, headers: { host, ...headers } } as unknown as IncomingMessage);

test.each([
  ['GET', {}],
  ['GET', { 'sec-fetch-site': 'same-origin' }],
  ['GET', { host: 'localhost:3000' }],
  ['GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
  ['POST', { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }],
  ['POST', {}],
])('%s with %j comes from this machine', (method, headers) => {
  expect(asked(method, headers)).toBe(true);
});

test.each([
  ['GET', { host: 'console.example:3000' }],
  ['GET', { host: '127.0.0.1.example' }],
  ['GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }],
  ['POST', { origin: 'http://other.example' }],
  ['POST', { origin: 'null' }],
  ['POST', { origin: 'http://127.0.0.1:9999' }],
  ['POST', { 'sec-fetch-site': 'same-site' }],
])('%s with %j is refused: another site may not act or read here', (method, headers) => {
  expect(asked(method, headers)).toBe(false);
});
