import { describe, expect, test } from 'vitest';
import { legacyRequest } from './legacy-request.ts';
import { eventOf } from './testing/event.ts';

describe('the legacy API gets', () => {
  test.each([
    ['/books/{isbn}', { isbn: 'a%20b%2Fc%3F' }, '/books/a%20b%2Fc%3F'],
    ['/books/{isbn}', { isbn: 'a%zz' }, '/books/a%25zz'],
    ['/archive/{proxy+}', { proxy: 'a%20b/c' }, '/archive/a%20b/c'],
    ['/books', null, '/books'],
  ])('the path of %s', (resource, pathParameters, path) => {
    expect(legacyRequest(eventOf({ resource, pathParameters })).path).toBe(path);
  });

  test('the query, every value of it', () => {
    const multiValueQueryStringParameters = { q: ['a&b', 'c d'], limit: ['5'] };
    const { path } = legacyRequest(eventOf({ multiValueQueryStringParameters }));
    expect(path).toBe('/books/1?q=a%26b&q=c+d&limit=5');
  });

  test('the headers of the client, without those of its connection', () => {
    const multiValueHeaders = {
      Accept: ['application/json', 'text/html'],
      'X-Correlation-Id': ['trace-1'],
      Host: ['api.example'],
      Connection: ['keep-alive'],
      'Content-Length': ['3'],
    };
    const { headers } = legacyRequest(eventOf({ multiValueHeaders }));
    expect(Object.fromEntries(headers)).toEqual({
      accept: 'application/json, text/html',
      'x-correlation-id': 'trace-1',
      'x-caller-id': '',
      'x-caller-groups': '',
    });
  });

  test('who is signed in, whatever the client says of that', () => {
    const multiValueHeaders = { 'X-Caller-Id': ['C-99999'], 'x-caller-groups': ['operator'] };
    const callerOf = (username?: string) => {
      const { headers } = legacyRequest(eventOf({ multiValueHeaders, ...(username && { username }) }));
      return [headers.get('x-caller-id'), headers.get('x-caller-groups')];
    };
    expect(callerOf('C-10001')).toEqual(['C-10001', 'customer']);
    expect(callerOf()).toEqual(['', '']);
  });
});
