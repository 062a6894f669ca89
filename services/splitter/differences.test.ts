import type { APIGatewayProxyResult } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { differencesOf } from './differences.ts';

function answer(
  body: unknown,
  headers: Record<string, string> = {},
  statusCode = 200,
): APIGatewayProxyResult {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

const book = { isbn: '1', authors: [{ name: 'Ada' }, { name: 'Bob' }], price: { amount: 100 } };

describe('answers do not differ', () => {
  test.each([
    ['by the order of members', answer({ a: 1, b: 2 }), answer({ b: 2, a: 1 })],
    ['by spaces', answer('{"a":1}'), answer('{ "a": 1 }')],
    [
      'by who answered, when and over which connection',
      answer(book, { 'x-served-by': 'books', date: 'Mon', 'x-correlation-id': '1' }),
      answer(book, { 'X-Served-By': 'legacy', date: 'Tue', connection: 'close', 'content-length': '9' }),
    ],
    ['by how header names are written', answer(book, { ETag: '"1"' }), answer(book, { etag: '"1"' })],
    [
      'by the words of a problem',
      answer(
        { code: 'not_found', detail: 'No book 1', title: 'a' },
        { 'content-type': 'application/problem+json' },
      ),
      answer(
        { code: 'not_found', detail: 'Unknown', title: 'b' },
        { 'content-type': 'application/problem+json' },
      ),
    ],
    ['when they have no body', answer(''), answer('')],
  ])('%s', (_, one, other) => {
    expect(differencesOf(one, other)).toEqual([]);
  });
});

describe('answers differ', () => {
  test.each([
    ['by status', answer(book), answer(book, {}, 404), ['status 200, 404']],
    ['by a header', answer(book, { etag: '"1"' }), answer(book, { etag: '"2"' }), ['header etag']],
    [
      'by a cookie',
      answer(book),
      { ...answer(book), multiValueHeaders: { 'Set-Cookie': ['a=1'] } },
      ['header set-cookie'],
    ],
    ['by media type', answer(book), answer(book, { 'content-type': 'text/html' }), ['header content-type']],
    [
      'by values, wherever they are',
      answer(book),
      answer({ ...book, authors: [{ name: 'Ada' }, { name: 'Bert' }], price: { amount: 101 } }),
      ['body /authors/1/name', 'body /price/amount'],
    ],
    ['by what one lacks', answer(book), answer({ isbn: '1', price: { amount: 100 } }), ['body /authors']],
    ['by the order of items', answer([1, 2]), answer([2, 1]), ['body /0', 'body /1']],
    ['by kind', answer({ a: [] }), answer({ a: {} }), ['body /a']],
    ['by names that a pointer escapes', answer({ 'a/b~c': 1 }), answer({ 'a/b~c': 2 }), ['body /a~1b~0c']],
    ['by all of it', answer('1'), answer('2'), ['body']],
    ['when one is no JSON', answer(book), answer('<html>'), ['body']],
    ['when one is empty', answer(book), answer(''), ['body']],
    [
      'by the code of a problem',
      answer({ code: 'a', detail: 'x' }, { 'content-type': 'application/problem+json' }),
      answer({ code: 'b', detail: 'y' }, { 'content-type': 'application/problem+json' }),
      ['body /code'],
    ],
  ])('%s', (_, one, other, differs) => {
    expect(differencesOf(one, other)).toEqual(differs);
  });

  test('without end, of which the first twenty are named', () => {
    const numbers = Array.from({ length: 100 }, (_, index) => index);
    expect(differencesOf(answer(numbers), answer(numbers.toReversed()))).toHaveLength(20);
  });

  test('and no value is named, which may be personal', () => {
    const differs = differencesOf(answer({ name: 'Ada Lovelace' }), answer({ name: 'Charles Babbage' }));
    expect(differs.join()).not.toMatch(/Ada|Charles/);
  });
});
