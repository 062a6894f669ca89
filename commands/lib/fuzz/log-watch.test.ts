import { expect, test } from 'vitest';
import { LogWatch } from './log-watch.ts';
import type { FuzzRequest } from './request.ts';

const request = { target: '/products' } as FuzzRequest;

test.each([
  ['a token', 'authorization: Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.abc'],
  ['a signature', '"signature":"t=1,v1=0123456789abcdef0123"'],
  ['a signing secret', 'secret whsec_local'],
  ['a secret value', 'password hunter2 refused'],
])('%s in a log line is a breach that names who logged it', (what, line) => {
  const watch = new LogWatch(['hunter2']);
  watch.read({ source: 'lambda/worker', line });
  watch.read({ source: 'lambda/worker', line });
  expect(watch.breaches).toEqual([
    { what: `lambda/worker logs ${what}`, evidence: line, request: undefined },
  ]);
});

test('what a request carried is traced back to that request', () => {
  const watch = new LogWatch([]);
  watch.remember(7, request);
  watch.read({ source: 'ecs/legacy-api', line: 'name fuzzmark7x' });
  expect(watch.breaches).toMatchObject([{ what: 'ecs/legacy-api logs what a request carried', request }]);
});

test('a line without any of it is counted and no breach', () => {
  const watch = new LogWatch(['hunter2']);
  watch.read({ source: 'lambda/worker', line: '{"level":"INFO","orderId":"ord_1"}' });
  expect(watch).toMatchObject({ lines: 1, breaches: [] });
});
