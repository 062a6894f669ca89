import { expect, test } from 'vitest';
import { ApiFixture, answering } from './api-fixture.ts';
import { TokenBucket, throttlingOf } from './throttle.ts';

test('a bucket gives its burst at once and then refills at its rate', () => {
  const bucket = new TokenBucket({ rate: 10, burst: 2 }, 0);
  expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([true, true, false]);
  expect([bucket.take(100), bucket.take(100)]).toEqual([true, false]);
  expect([bucket.take(9_000), bucket.take(9_000), bucket.take(9_000)]).toEqual([true, true, false]);
});

test("a method's own limit comes before the stage's for all methods", () => {
  const all = { resourcePath: '/*', httpMethod: '*', throttling: { rate: 1, burst: 1 } };
  const own = {
    ...all,
    resourcePath: '/~1webhooks~1payments',
    httpMethod: 'POST',
    throttling: { rate: 9, burst: 9 },
  };
  expect(throttlingOf([all, own], '/webhooks/payments', 'POST')?.rate).toBe(9);
  expect(throttlingOf([all, own], '/webhooks/payments', 'GET')?.rate).toBe(1);
  expect(throttlingOf([all, own], '/', 'GET')?.rate).toBe(1);
  expect(throttlingOf([own], '/', 'GET')).toBeUndefined();
});

test('a method over its limit answers 429 and leaves other methods alone', async () => {
  const api = await ApiFixture.create();
  await api.method('GET', '/a', answering('a'));
  await api.method('GET', '/b', answering('b'));
  const url = await api.start({
    MethodSettings: [
      { ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 2 },
    ],
  });
  const statuses = [];
  for (let call = 0; call < 3; call++) statuses.push((await fetch(`${url}/a`)).status);
  const limited = await fetch(`${url}/a`);
  expect(statuses).toEqual([200, 200, 429]);
  expect(limited.headers.get('x-amzn-errortype')).toBe('TooManyRequestsException');
  expect(await limited.json()).toEqual({ message: 'Too Many Requests' });
  expect((await fetch(`${url}/b`)).status).toBe(200);
});
