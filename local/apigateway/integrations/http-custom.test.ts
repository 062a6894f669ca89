import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ApiFixture } from '../api-fixture.ts';
import { backend } from './http-fixture.ts';

/** Answers with this status what it got, as JSON. */
const echo = (status = 200): Promise<string> =>
  backend((request, response) => {
    const { method, url, headers } = request;
    response.writeHead(status, { 'x-echo': 'yes', 'x-hidden': 'yes' });
    void text(request).then((body) => response.end(JSON.stringify({ method, url, headers, body })));
  });

interface Echo {
  url: string;
  headers: Record<string, string>;
  body: string;
}

const byDefault = [{ StatusCode: '200' }];

async function customTo(base: string, integration: object) {
  const api = await ApiFixture.create();
  await api.method('POST', '/pets/{petId}', {
    Integration: {
      Type: 'HTTP',
      IntegrationHttpMethod: 'PUT',
      Uri: `${base}/v1/{id}`,
      RequestParameters: { 'integration.request.path.id': 'method.request.path.petId' },
      IntegrationResponses: byDefault,
      ...integration,
    },
    MethodResponses: [
      { StatusCode: '200', ResponseParameters: { 'method.response.header.x-from': true } },
      { StatusCode: '409' },
    ],
  });
  const url = await api.start();
  return (body = '{"name":"Rex"}', contentType = 'application/json') =>
    fetch(`${url}/pets/a%20b?secret=1&secret=2`, {
      method: 'POST',
      headers: { 'content-type': contentType, 'x-secret': '1' },
      body,
    });
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html */
describe('an HTTP custom integration', () => {
  test('sends what the template makes, and of parameters only what is mapped', async () => {
    const post = await customTo(await echo(), {
      RequestParameters: {
        'integration.request.path.id': 'method.request.path.petId',
        'integration.request.querystring.q': "'a b'",
        'integration.request.header.X-Pet': 'method.request.path.petId',
      },
      RequestTemplates: { 'application/json': '{"pet":$input.json(\'$.name\')}' },
    });
    const got = (await (await post()).json()) as Echo;
    expect(got).toMatchObject({ method: 'PUT', url: '/v1/a%20b?q=a%20b', body: '{"pet":"Rex"}' });
    expect(got.headers).toMatchObject({ 'x-pet': 'a%20b', 'content-type': 'application/json' });
    expect(got.headers).not.toHaveProperty('x-secret');
  });

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html */
  test('maps every value of a parameter, the body and what is in it', async () => {
    const post = await customTo(await echo(), {
      RequestParameters: {
        'integration.request.path.id': 'method.request.body.pets[0].name',
        'integration.request.querystring.many': 'method.request.multivaluequerystring.secret',
        'integration.request.querystring.last': 'method.request.querystring.secret',
        'integration.request.header.X-Many': 'method.request.multivaluequerystring.secret',
        'integration.request.header.X-Secret': 'method.request.multivalueheader.x-secret',
        'integration.request.header.X-Body': 'method.request.body',
        'integration.request.header.X-None': 'method.request.body.none',
      },
    });
    const got = (await (await post('{"pets":[{"name":"Rex"}]}')).json()) as Echo;
    expect(got.url).toBe('/v1/Rex?many=1&many=2&last=2');
    expect(got.headers).toMatchObject({
      'x-many': '1,2',
      'x-secret': '1',
      'x-body': '{"pets":[{"name":"Rex"}]}',
    });
    expect(got.headers).not.toHaveProperty('x-none');
    expect(((await (await post('')).json()) as Echo).headers['x-body']).toBe('{}');
    const refused = await post('{no');
    expect([refused.status, await refused.json()]).toEqual([
      400,
      { message: 'Invalid JSON in request body' },
    ]);
  });

  /** Follows recordings of AWS. */
  test('sends the content type that the client sent, with its parameters', async () => {
    const post = await customTo(await echo(), {});
    const type = 'application/json; charset=utf-8';
    const got = (await (await post('{}', type)).json()) as Echo;
    expect(got.headers['content-type']).toBe(type);
  });

  test('passes the body on when no template is there', async () => {
    const post = await customTo(await echo(), {});
    expect(((await (await post()).json()) as Echo).body).toBe('{"name":"Rex"}');
  });

  test('chooses the response by the status, and maps its headers and body', async () => {
    const post = await customTo(await echo(418), {
      IntegrationResponses: [
        { StatusCode: '409', SelectionPattern: '5\\d\\d' },
        {
          StatusCode: '200',
          SelectionPattern: '4\\d\\d',
          ResponseParameters: { 'method.response.header.x-from': 'integration.response.header.x-echo' },
          ResponseTemplates: { 'application/json': '{"was":$input.json(\'$.method\')}' },
        },
      ],
    });
    const response = await post();
    expect([response.status, await response.text()]).toEqual([200, '{"was":"PUT"}']);
    expect(response.headers.get('x-from')).toBe('yes');
    expect(response.headers.has('x-hidden')).toBe(false);
  });

  test('answers 500 when the template of a response needs JSON that the backend did not send', async () => {
    const server = createServer((_, response) => response.end('{no')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const ResponseTemplates = { 'application/json': "$input.json('$.a')" };
    const post = await customTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      IntegrationResponses: [{ StatusCode: '200', ResponseTemplates }],
    });
    const response = await post();
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal server error' }]);
  });

  test('answers 500 when no response matches', async () => {
    const responses = [{ StatusCode: '409', SelectionPattern: '5\\d\\d' }];
    const post = await customTo(await echo(), { IntegrationResponses: responses });
    expect((await post()).status).toBe(500);
  });

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html */
  test('takes the overrides of its template in place of what is mapped', async () => {
    const set = (name: string, value: string) => `#set($context.requestOverride.${name} = ${value})`;
    const post = await customTo(await echo(), {
      RequestParameters: {
        'integration.request.path.id': 'method.request.path.petId',
        'integration.request.querystring.q': "'mapped'",
        'integration.request.header.X-Pet': "'mapped'",
      },
      RequestTemplates: {
        'application/json': `${set('path.id', '"c/d"')}${set('querystring.q', "$input.path('$.name')")}${set('header.x-pet', '"new"')}${set('header.x-more', '7')}{}`,
      },
    });
    const got = (await (await post()).json()) as Echo;
    expect(got).toMatchObject({ url: '/v1/c%2Fd?q=Rex', headers: { 'x-pet': 'new', 'x-more': '7' } });
  });
});
