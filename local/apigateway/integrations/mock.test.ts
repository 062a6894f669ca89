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

/** What a GET of a mock answers whose templates these are. */
async function answerOf(request: string, response?: string) {
  const api = await ApiFixture.create();
  await api.method('GET', '/m', {
    Integration: {
      Type: 'MOCK',
      RequestTemplates: { 'application/json': request },
      IntegrationResponses: [
        { StatusCode: '200', ResponseTemplates: response ? { 'application/json': response } : {} },
      ],
    },
    MethodResponses: [{ StatusCode: '200' }],
  });
  const answer = await fetch(`${await api.start()}/m`);
  return { status: answer.status, foo: answer.headers.get('foo'), text: await answer.text() };
}

/** As recordings of AWS have it. */
describe('an override in the request template of a mock', () => {
  const ok = '{"statusCode": 200}';
  const ofAnswer =
    '#set($context.responseOverride.status = 444)#set($context.responseOverride.header.foo = "bar")';

  test('of the answer holds, with and without a response template', async () => {
    const seen = '$context.responseOverride.status $context.responseOverride.header.foo';
    expect(await answerOf(ofAnswer + ok, seen)).toEqual({ status: 444, foo: 'bar', text: '444 bar' });
    expect(await answerOf(ofAnswer + ok)).toEqual({ status: 444, foo: 'bar', text: '' });
  });

  test('of the request is seen by the response template, however it was made', async () => {
    const request = `#set($name = "a")#set($context.requestOverride.querystring[$name] = "1")
$context.requestOverride.querystring.put("b", "2")
#set($context["requestOverride"].path["c"] = "3")${ok}`;
    const response =
      '#set($query = $context.requestOverride.querystring)$query.a $query.b $context.requestOverride.path.c';
    expect(await answerOf(request, response)).toMatchObject({ status: 200, text: '1 2 3' });
  });
});

describe('a mock integration', () => {
  test.each([
    ...['{"statusCode": 403}', '{ statusCode: 403 }', "{'statusCode': $util.urlDecode('403')}"],
    '{"statusCode": 403 , }',
  ])('answers with the status that its template yields: %s', async (template) => {
    expect(await callMock(template)).toEqual({
      status: 403,
      type: 'application/problem+json',
      text: '{"method":"GET"}',
    });
  });

  test.each([
    ['text/plain', 'plain'],
    ['text/html; q=1', '<p>'],
    ['image/png', '{}'],
  ])('takes the response template for what the client accepts: %s', async (accept, text) => {
    expect((await callMock('{"statusCode": 200}', { accept })).text).toBe(text);
  });

  /** Follows what others saw on AWS. */
  test.each(['{}', '{"statusCode": "403"}', '{"statusCode": 403', `{"statusCode': 403}`, 'statusCode: 403'])(
    'answers 500 when its template yields no status: %s',
    async (template) => {
      expect((await callMock(template)).status).toBe(500);
    },
  );
});
