import { describe, expect, test } from 'vitest';
import { breachOf } from './answers.ts';
import type { Answer } from './connection.ts';
import type { FuzzRequest } from './request.ts';

const request = (change: Partial<FuzzRequest> = {}): FuzzRequest => ({
  ...{ caller: 'customer', method: 'GET', target: '/products', headers: [], charset: 'utf8' },
  ...{ body: Buffer.alloc(0), framing: 'length', ...change },
});

function answer(status: number, headers: Record<string, string> = {}, body = ''): Answer {
  const all = { 'x-amzn-requestid': 'r', 'x-served-by': 'catalog', ...headers };
  return { status, headers: new Map(Object.entries(all)), body };
}

const problem = { 'content-type': 'application/problem+json' };

describe('a breach is', () => {
  test.each<[string, string | RegExp, FuzzRequest, Answer | 'closed' | 'silent']>([
    ['no answer in time', /in time/, request(), 'silent'],
    ['a connection closed on a request that is HTTP', /closed/, request(), 'closed'],
    ['a status of 500', /500 from catalog/, request(), answer(500, problem, '{"code":"x"}')],
    ['an error that is no problem', /problem\+json/, request(), answer(404, {}, '{"code":"x"}')],
    ['a problem without a code', /without a code/, request(), answer(404, problem, '{}')],
    ['a header from the request', /header/, request(), answer(200, { 'x-fuzz-injected': 'yes' })],
    ['a stack trace', /internals/, request(), answer(400, problem, '{"code":"x"}\n    at handler')],
    [
      'an answer to nobody',
      /without a valid/,
      request({ caller: 'nobody' }),
      answer(200, { 'x-served-by': 'orders' }),
    ],
    [
      'a forged token that is taken',
      /without a valid/,
      request({ caller: 'forged', target: '/customers/C-10001' }),
      answer(200, { 'x-served-by': 'legacy' }),
    ],
    ['a customer at the stock', /stock/, request(), answer(200, { 'x-served-by': 'fulfilment' })],
    ['a customer who writes', /catalogue/, request({ method: 'PUT' }), answer(200)],
    [
      'a customer who writes at the legacy side door',
      /catalogue/,
      request({ method: 'PUT', target: '/via/legacy/products/A' }),
      answer(200, { 'x-served-by': 'legacy' }),
    ],
    [
      'a booking',
      /legacy API did/,
      request({ method: 'POST', target: '/shipments' }),
      answer(201, { 'x-served-by': 'legacy' }),
    ],
    [
      'another customer’s data',
      /another/,
      request(),
      answer(200, { 'x-served-by': 'legacy' }, '{"customerId":"C-1"}'),
    ],
    [
      'an HTTP server that answers a request that is HTTP',
      /without any API/,
      request(),
      { ...answer(400), headers: new Map() },
    ],
  ])('%s', (_, what, sent, reply) => {
    expect(breachOf(sent, reply)).toMatch(what);
  });
});

describe('no breach is', () => {
  test.each<[string, FuzzRequest, Answer | 'closed']>([
    ['a problem with a code', request(), answer(404, problem, '{"code":"not_found"}')],
    ['an error to HEAD, which has no body', request({ method: 'HEAD' }), answer(404, problem)],
    ['a connection closed on what is no HTTP', request({ framing: 'two-lengths' }), 'closed'],
    ['a public read', request({ caller: 'nobody' }), answer(200)],
    [
      'a public read at the legacy side door',
      request({ caller: 'nobody', target: '/via/legacy/products?limit=1' }),
      answer(200, { 'x-served-by': 'legacy' }),
    ],
    [
      'what the load balancer says in its own name',
      request(),
      {
        status: 502,
        headers: new Map([
          ['server', 'awselb/2.0'],
          ['x-amzn-requestid', 'r'],
        ]),
        body: '<html>',
      },
    ],
  ])('%s', (_, sent, reply) => {
    expect(breachOf(sent, reply)).toBeUndefined();
  });
});
