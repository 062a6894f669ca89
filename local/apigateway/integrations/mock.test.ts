import { describe, expect, test } from 'vitest';
import { ApiFixture } from '../api-fixture.ts';

async function callMock(template: string, headers: Record<string, string> = {}) {
  const api = await ApiFixture.create();
  await api.method('ANY', '/refused', {
    Integration: {
      Type: 'MOCK',
      RequestTemplates: { 'application/json': template },
      IntegrationResponses: [
        {
          StatusCode: '403',
          SelectionPattern: '403',
          ResponseParameters: { 'method.response.header.Content-Type': "'application/problem+json'" },
          ResponseTemplates: { 'application/json': '{"method":"$context.httpMethod"}' },
        },
        {
          StatusCode: '200',
          ResponseTemplates: { 'text/html': '<p>', 'application/json': '{}', 'text/plain': 'plain' },
        },
      ],
    },
    MethodResponses: [
      { StatusCode: '403', ResponseParameters: { 'method.response.header.Content-Type': 'true' } },
      { StatusCode: '200' },
    ],
  });
  const response = await fetch(`${await api.start()}/refused`, { headers });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

describe('a mock integration', () => {
  test.each(['{"statusCode": 403}', '{ statusCode: 403 }', '{"statusCode": "$util.urlDecode(\'403\')"}'])(
    'answers with the status that its template yields: %s',
    async (template) => {
      expect(await callMock(template)).toEqual({
        status: 403,
        type: 'application/problem+json',
        text: '{"method":"GET"}',
      });
    },
  );

  test.each([
    ['text/plain', 'plain'],
    ['text/html; q=1', '<p>'],
    ['image/png', '{}'],
  ])('takes the response template for what the client accepts: %s', async (accept, text) => {
    expect((await callMock('{"statusCode": 200}', { accept })).text).toBe(text);
  });

  test('answers 500 when its template yields no status', async () => {
    expect((await callMock('{}')).status).toBe(500);
  });
});
