import { describe, expect, test } from 'vitest';
import { ApiFixture, answering } from './api-fixture.ts';

describe('gateway responses', () => {
  test('a path without a resource answers 403 with the default body', async () => {
    const api = await ApiFixture.create();
    const response = await fetch(`${await api.start()}/nowhere`);
    expect(response.status).toBe(403);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await response.text()).toBe('{"message":"Missing Authentication Token"}');
  });

  test('a type without its own response takes the default for 4xx, with its headers and template', async () => {
    const api = await ApiFixture.create();
    await api.add('GatewayResponse', 'Default', {
      ResponseType: 'DEFAULT_4XX',
      ResponseParameters: {
        'gatewayresponse.header.x-served-by': "'gateway'",
        'gatewayresponse.header.x-correlation-id': 'method.request.header.X-Correlation-Id',
        'gatewayresponse.header.x-path': 'context.path',
      },
      ResponseTemplates: {
        'application/problem+json': `{"type":"$context.error.responseType","detail":$context.error.messageString,"stage":"\${context.stage}."}`,
      },
    });
    const response = await fetch(`${await api.start()}/nowhere`, { headers: { 'x-correlation-id': 'c-1' } });
    expect(response.status).toBe(403);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('x-served-by')).toBe('gateway');
    expect(response.headers.get('x-correlation-id')).toBe('c-1');
    expect(response.headers.get('x-path')).toBe('/nowhere');
    expect(await response.json()).toEqual({
      type: 'MISSING_AUTHENTICATION_TOKEN',
      detail: 'Missing Authentication Token',
      stage: 'prod.',
    });
  });

  test('a type has its own response before the default, also with another status', async () => {
    const api = await ApiFixture.create();
    await api.add('GatewayResponse', 'Default', { ResponseType: 'DEFAULT_4XX', StatusCode: '400' });
    await api.add('GatewayResponse', 'Own', {
      ResponseType: 'MISSING_AUTHENTICATION_TOKEN',
      StatusCode: 404,
    });
    expect((await fetch(`${await api.start()}/nowhere`)).status).toBe(404);
  });

  test('a body over 10 MB answers 413, and one of 10 MB passes', async () => {
    const api = await ApiFixture.create();
    await api.method('POST', '/upload', answering('ok'));
    const url = await api.start();
    const post = (size: number) =>
      fetch(`${url}/upload`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: Buffer.alloc(size, ' '),
      });
    expect((await post(10 * 1024 * 1024)).status).toBe(200);
    const refused = await post(10 * 1024 * 1024 + 1);
    expect(refused.status).toBe(413);
    expect(await refused.json()).toEqual({ message: 'Request Too Long' });
  });

  test.each([
    [{ ResponseParameters: { 'gatewayresponse.header.x': 'plain' } }, 'plain is not a mapping expression'],
    [
      { ResponseParameters: { 'method.response.header.x': "'a'" } },
      'method.response.header.x cannot be mapped',
    ],
    [{ ResponseTemplates: { 'application/json': '#if(true)1#end' } }, 'no #if'],
  ])('%j is refused', async (properties, message) => {
    const api = await ApiFixture.create();
    const added = api.add('GatewayResponse', 'Wrong', { ResponseType: 'DEFAULT_5XX', ...properties });
    await expect(added).rejects.toThrow(message);
  });
});
