import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { CodedError } from './errors.ts';
import { callerOf, httpApi, jsonRoute, onlyFor, pathParameter, route } from './http.ts';
import { type ApiCall, callApi } from './testing/http.ts';

// The logger reads its level when it is imported.
vi.hoisted(() => {
  process.env['POWERTOOLS_LOG_LEVEL'] = 'SILENT';
});

const api = httpApi('test', {
  'POST /things': jsonRoute(
    z.strictObject({ name: z.string(), tags: z.record(z.string(), z.int()).optional() }),
    async ({ body }) => ({ status: 201, body }),
  ),
  'GET /secret': onlyFor(
    'operator',
    route(async ({ event }) => ({ status: 200, body: callerOf(event) })),
  ),
  'GET /refused': route(async () => {
    throw new CodedError('stale_version', 'It is at version 3', { cause: new Error('internal') });
  }),
  'GET /broken': route(async () => {
    throw new TypeError('connection to 10.0.0.1 refused');
  }),
  'DELETE /things': route(async () => ({ status: 204 })),
  'GET /things/{id}': route(async ({ event }) => ({ status: 200, body: pathParameter(event, 'id') })),
});
const call = (request: ApiCall) => callApi(api, request);

describe('an answer', () => {
  test('is JSON that says who served it', async () => {
    expect(await call({ route: 'POST /things', body: { name: 'a' } })).toMatchObject({
      status: 201,
      headers: { 'content-type': 'application/json', 'x-served-by': 'test' },
      body: { name: 'a' },
    });
  });

  test('without a body has no media type', async () => {
    const { headers, body } = await call({ route: 'DELETE /things' });
    expect(body).toBeUndefined();
    expect(headers).not.toHaveProperty('content-type');
  });

  test.each([
    { name: 'X-Correlation-Id', given: 'trace-1.2:3_4', answered: 'trace-1.2:3_4' },
    { name: 'x-correlation-id', given: 'x', answered: 'x' },
    { name: 'x-correlation-id', given: 'x'.repeat(128), answered: 'x'.repeat(128) },
    { name: 'x-correlation-id', given: 'x'.repeat(129), answered: 'request-1' },
    { name: 'x-correlation-id', given: 'a b\n', answered: 'request-1' },
    { name: 'x-other', given: 'trace-1', answered: 'request-1' },
  ])('to $name: $given carries the correlation id $answered', async ({ name, given, answered }) => {
    const { headers } = await call({ route: 'DELETE /things', headers: { [name]: given } });
    expect(headers['x-correlation-id']).toBe(answered);
  });
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
test.each([
  ['M%2D1', 'M-1'],
  ['%252D', '%2D'],
  ['100%', '100%'],
])('the path parameter %s, which comes as it was sent, is read as %s', async (id, read) => {
  expect((await call({ route: 'GET /things/{id}', path: { id } })).body).toBe(read);
});

describe('a side door', () => {
  test('is no other route', async () => {
    expect(await call({ route: 'DELETE /via/test/things' })).toMatchObject({
      status: 204,
      headers: { 'x-served-by': 'test' },
    });
  });

  test.each(['DELETE /via/things', 'DELETE /things/via/test', 'DELETE /via/test/other'])(
    'is not what %s is',
    async (route) => {
      expect((await call({ route })).status).toBe(404);
    },
  );
});

describe('a JSON body', () => {
  test.each(['Content-Type', 'content-type', 'Content-type', 'CONTENT-TYPE'])(
    'is announced by %s',
    async (name) => {
      const headers = { [name]: 'application/json; charset=utf-8' };
      expect((await call({ route: 'POST /things', body: '{"name":"a"}', headers })).status).toBe(201);
    },
  );

  test.each([
    { body: '{"name":', code: 'malformed_json', status: 400 },
    { body: '', code: 'malformed_json', status: 400 },
    { body: '{"__proto__":{}}', code: 'invalid_request', status: 400 },
    { body: '[]', code: 'invalid_request', status: 400 },
    { body: 'null', code: 'invalid_request', status: 400 },
  ])('of $body is $code', async ({ body, code, status }) => {
    expect(await call({ route: 'POST /things', body })).toMatchObject({
      status,
      headers: { 'content-type': 'application/problem+json' },
      body: { type: 'about:blank', status, code },
    });
  });

  test.each(['text/plain', 'application/vnd.api+json', 'application/jsonx', ''])(
    'of the media type "%s" is 415, however large it is',
    async (type) => {
      for (const body of ['{}', 'x'.repeat(70_000)])
        expect(await call({ route: 'POST /things', body, headers: { 'content-type': type } })).toMatchObject({
          status: 415,
          body: { code: 'unsupported_media_type' },
        });
    },
  );

  test('that is too large is 413, one that is too deep 400', async () => {
    const large = { route: 'POST /things', body: { name: 'x'.repeat(70_000) } };
    expect(await call(large)).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
    const deep = { route: 'POST /things', body: '['.repeat(20_000) };
    expect(await call(deep)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  test('that does not fit names each wrong path as a JSON Pointer', async () => {
    const { body } = await call({ route: 'POST /things', body: { tags: { 'a/b~c': 'x' }, extra: 1 } });
    expect(body.errors.map((error: { path: string }) => error.path).sort()).toEqual([
      '/extra',
      '/name',
      '/tags/a~1b~0c',
    ]);
  });
});

describe('an error', () => {
  test('that the caller may see has its code, title and detail, but not its cause', async () => {
    const answer = await call({ route: 'GET /refused' });
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Somebody else changed it first',
      status: 409,
      code: 'stale_version',
      detail: 'It is at version 3',
    });
  });

  test('of any other kind is 500 and says nothing of its cause', async () => {
    const answer = await call({ route: 'GET /broken' });
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal_error' } });
    expect(JSON.stringify(answer)).not.toContain('10.0.0.1');
  });

  test('is what a route without a handler gets', async () => {
    expect(await call({ route: 'PATCH /things' })).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });
});

describe('a guarded route', () => {
  test('lets its group in, and the handler knows who it is', async () => {
    const caller = { id: 'operator', group: 'operator' } as const;
    expect(await call({ route: 'GET /secret', caller })).toMatchObject({
      status: 200,
      body: { id: 'operator', groups: ['operator'] },
    });
  });

  test.each(['customer,operator', '[customer operator]', 'operator'])(
    'reads the groups claim %s',
    async (claim) => {
      const event = {
        requestContext: { authorizer: { claims: { username: 'o', 'cognito:groups': claim } } },
      };
      expect(callerOf(event as never).groups).toContain('operator');
    },
  );

  test('refuses everybody else', async () => {
    const caller = { id: 'C-10001', group: 'customer' } as const;
    expect((await call({ route: 'GET /secret', caller })).status).toBe(403);
    expect((await call({ route: 'GET /secret' })).status).toBe(403);
  });

  test.each<Record<string, string>>([
    { username: 'o', 'cognito:groups': 'operators' },
    { username: 'o', 'cognito:groups': '[customer no-operator]' },
    { username: 'o', 'cognito:groups': '' },
    { username: 'o' },
    { username: '', 'cognito:groups': 'operator' },
    { 'cognito:groups': 'operator' },
  ])('refuses who is %o', async (claims) => {
    expect((await call({ route: 'GET /secret', claims })).status).toBe(403);
  });
});
