import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type FunctionsUnderTest, functionsUnderTest } from '../../local/lambda/testing.ts';
import { lambdaContext } from '../shared/testing/http.ts';
import { type OtherServices, startLocalAws } from '../shared/testing/local-aws.ts';
import { eventOf } from './testing/event.ts';

const side = (name: string) => ({ name, functionName: name });
const splits = {
  'GET /books': { owner: side('books'), canary: { to: side('old'), percent: 50 } },
  'GET /books/{isbn}': { owner: side('books'), shadow: side('old') },
  'GET /broken': { owner: side('thrower'), shadow: side('old') },
};

/** Answers with its own name and what it was asked. */
const answering = (name: string) => `export const handler = async (event) => ({
  statusCode: 200, headers: { 'x-served-by': '${name}' }, body: JSON.stringify([event.httpMethod, event.path]) });`;

const others: OtherServices = {};
let aws: Awaited<ReturnType<typeof startLocalAws>>;
let system: FunctionsUnderTest;
let handler: typeof import('./split.handler.ts').handler;
beforeAll(async () => {
  system = await functionsUnderTest();
  others.functions = system.functions;
  await system.define('books', answering('books'));
  await system.define('old', answering('old'));
  await system.define('thrower', "export const handler = async () => { throw new Error('of C-10001'); };");
  await system.define(
    'compare',
    'export const handler = async (event) => console.log(JSON.stringify(event));',
  );
  aws = await startLocalAws([], others, {
    SPLIT_ROUTES: JSON.stringify(splits),
    COMPARE_FUNCTION: 'compare',
  });
  handler = (await import('./split.handler.ts')).handler;
});
afterEach(() => {
  others.functions = system.functions;
  delete others.invoke;
});
afterAll(async () => {
  await system.stop();
  await aws.stop();
});

const ask = (change: Parameters<typeof eventOf>[0] = {}) => handler(eventOf(change), lambdaContext());

test('the answer is that of the side, unchanged', async () => {
  expect(await ask()).toEqual({
    statusCode: 200,
    headers: { 'x-served-by': 'books' },
    body: '["GET","/books/1"]',
  });
});

test('at a canary each caller has one side, and both sides have callers', async () => {
  const servedBy = async (username: string) =>
    (await ask({ resource: '/books', username })).headers?.['x-served-by'];
  const callers = Array.from({ length: 12 }, (_, index) => `C-1000${index}`);
  const first = await Promise.all(callers.map(servedBy));
  expect(await Promise.all(callers.map(servedBy))).toEqual(first);
  expect(new Set(first)).toEqual(new Set(['books', 'old']));
});

describe('of a route with a shadow', () => {
  test('the comparing function gets the request, the answer and whom to ask', async () => {
    await ask({ path: '/books/7' });
    const compared = await vi.waitUntil(() => system.lines.find((line) => line.includes('/books/7')));
    expect(JSON.parse(compared.slice(compared.indexOf('{')))).toMatchObject({
      route: 'GET /books/{isbn}',
      shadow: side('old'),
      request: { path: '/books/7' },
      answer: { statusCode: 200, headers: { 'x-served-by': 'books' } },
    });
  });

  test('the answer is the owner’s though nothing can be compared', async () => {
    others.invoke = async (payload) => {
      if ((payload as { route?: string }).route) throw new Error('no comparing today');
      return { payload: { statusCode: 200, body: 'of the owner' } };
    };
    expect(await ask()).toEqual({ statusCode: 200, body: 'of the owner' });
  });
});

test('an owner that fails fails the request, and its words stay inside', async () => {
  await expect(ask({ resource: '/broken' })).rejects.toThrow('The function of thrower ended with Unhandled');
});

test('a route that it does not know is a mistake of the deployment', async () => {
  await expect(ask({ resource: '/films' })).rejects.toThrow('GET /films is not in SPLIT_ROUTES');
});
