import { describe, expect, test } from 'vitest';
import { ApiFixture } from '../api-fixture.ts';
import type { QueryAnswer, QueryRequest } from '../integration.ts';

const formEncoded = "'application/x-www-form-urlencoded'";
const sqsIntegration = {
  Type: 'AWS',
  IntegrationHttpMethod: 'POST',
  Uri: 'arn:aws:apigateway:us-east-1:sqs:path/000000000000/webhooks',
  Credentials: 'arn:aws:iam::000000000000:role/api',
  PassthroughBehavior: 'NEVER',
  RequestParameters: { 'integration.request.header.Content-Type': formEncoded },
  RequestTemplates: {
    'application/json': `#set($signature = $input.params('Stripe-Signature'))Action=SendMessage&MessageBody=$util.urlEncode($util.base64Encode($input.body))#if($signature != '')&MessageAttribute.1.Name=signature&MessageAttribute.1.Value.StringValue=$util.urlEncode($signature)&MessageAttribute.1.Value.DataType=String#end`,
  },
};
const responses = {
  IntegrationResponses: [
    {
      SelectionPattern: '2\\d\\d',
      StatusCode: '202',
      ResponseParameters: {
        'method.response.header.x-served-by': "'webhook'",
        'method.response.header.x-message': 'integration.response.body.id',
        'method.response.header.x-request': 'context.requestId',
      },
      ResponseTemplates: { 'application/json': '{"id":$input.json(\'$.id\')}' },
    },
    {
      SelectionPattern: '4\\d\\d',
      StatusCode: '400',
      ResponseTemplates: { 'application/json': '{"no":true}' },
    },
    { StatusCode: '502' },
  ],
};
const declared = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [`method.response.header.${name}`, true]));
const methodResponses = [
  { StatusCode: '202', ResponseParameters: declared('x-served-by', 'x-message', 'x-request') },
  { StatusCode: '400' },
  { StatusCode: '502' },
];

async function apiWith(answer: QueryAnswer, integration: object = {}) {
  const sent: { queuePath: string; form: URLSearchParams; traceHeader: string | undefined }[] = [];
  const sendByQuery = (queuePath: string, { body, traceHeader }: QueryRequest) => {
    sent.push({ queuePath, form: new URLSearchParams(body), traceHeader });
    return answer;
  };
  const api = await ApiFixture.create({ sendByQuery });
  await api.method('POST', '/webhooks/payments', {
    Integration: { ...sqsIntegration, ...responses, ...integration },
    MethodResponses: methodResponses,
  });
  const url = await api.start();
  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    fetch(`${url}/webhooks/payments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      body,
    });
  return { post, sent };
}

const accepted = { statusCode: 200, body: '{"id":"m-1"}' };

describe('an integration with SQS', () => {
  test('sends what the template makes of the request and maps the answer', async () => {
    const { post, sent } = await apiWith(accepted);
    const response = await post('{"a":1}', { 'stripe-signature': 't=1,v1=a b' });
    expect(sent[0]?.queuePath).toBe('/000000000000/webhooks');
    expect(Object.fromEntries(sent[0]?.form ?? [])).toEqual({
      Action: 'SendMessage',
      MessageBody: Buffer.from('{"a":1}').toString('base64'),
      'MessageAttribute.1.Name': 'signature',
      'MessageAttribute.1.Value.StringValue': 't=1,v1=a b',
      'MessageAttribute.1.Value.DataType': 'String',
    });
    expect(response.status).toBe(202);
    expect(response.headers.get('x-served-by')).toBe('webhook');
    expect(response.headers.get('x-message')).toBe('m-1');
    expect(response.headers.get('x-request')).toBe(response.headers.get('x-amzn-requestid'));
    expect(await response.text()).toBe('{"id":"m-1"}');
  });

  test('sends it in the trace of the request', async () => {
    const { post, sent } = await apiWith(accepted);
    const root = 'Root=1-5759e988-bd862e3fe1be46a994272793';
    await post('{}', { 'x-amzn-trace-id': `${root};Parent=53995c3f42cd8ad8;Sampled=0` });
    expect(sent[0]?.traceHeader).toBe(`${root};Parent=53995c3f42cd8ad8;Sampled=0`);
  });

  test('leaves out the attribute of a header that was not sent', async () => {
    const { post, sent } = await apiWith(accepted);
    await post('{}');
    expect([...(sent[0]?.form.keys() ?? [])]).toEqual(['Action', 'MessageBody']);
  });

  test('keeps control characters and NUL of the body', async () => {
    const { post, sent } = await apiWith(accepted);
    const body = Uint8Array.from({ length: 128 }, (_, byte) => byte);
    await post(body);
    expect(Buffer.from(sent[0]?.form.get('MessageBody') ?? '', 'base64')).toEqual(Buffer.from(body));
  });

  test.each([
    [200, 202],
    [413, 400],
    [500, 502],
    [303, 502],
  ])('maps status %i of SQS to %i by the selection patterns', async (statusCode, expected) => {
    const { post } = await apiWith({ statusCode, body: '{}' });
    expect((await post('{}')).status).toBe(expected);
  });

  test('passes the body on where the integration response has no template', async () => {
    const { post } = await apiWith({ statusCode: 500, body: '{"Error":1}' });
    expect(await (await post('{}')).text()).toBe('{"Error":1}');
  });

  test('answers 500 when no integration response matches and none is the default', async () => {
    const { post } = await apiWith(
      { statusCode: 500, body: '' },
      { IntegrationResponses: responses.IntegrationResponses.slice(0, 2) },
    );
    const response = await post('{}');
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'Internal server error' });
  });

  test.each([
    ['NEVER', 415],
    ['WHEN_NO_TEMPLATES', 415],
    ['WHEN_NO_MATCH', 202],
  ])(
    'meets a media type without a template, pass-through %s, with %i',
    async (PassthroughBehavior, status) => {
      const { post, sent } = await apiWith(accepted, { PassthroughBehavior });
      const response = await post('Action=SendMessage&MessageBody=x', { 'content-type': 'text/plain' });
      expect(response.status).toBe(status);
      expect(sent.length).toBe(status === 202 ? 1 : 0);
    },
  );

  test('a template may override the status that the method answers', async () => {
    const template = '#set($context.responseOverride.status = 413){}';
    const [first] = responses.IntegrationResponses;
    const response = { ...first, ResponseTemplates: { 'application/json': template } };
    const { post } = await apiWith(accepted, { IntegrationResponses: [response] });
    expect((await post('{}')).status).toBe(413);
  });

  test.each([
    [{ Uri: 'arn:aws:apigateway:us-east-1:dynamodb:action/PutItem' }, 'dynamodb:action/PutItem'],
    [{ IntegrationHttpMethod: 'GET' }, 'must be POST, not GET'],
    [{ Credentials: undefined }, 'needs Credentials'],
    [{ RequestParameters: {} }, 'must map integration.request.header.Content-Type'],
    [
      { RequestTemplates: { 'application/json': '#set($context.requestOverride.header.a = 1)' } },
      'requestOverride is not supported for SQS',
    ],
    [{ IntegrationResponses: [{ StatusCode: '204' }] }, 'needs a method response 204'],
    [
      {
        IntegrationResponses: [
          { StatusCode: '502', ResponseParameters: { 'method.response.header.x-a': "'1'" } },
        ],
      },
      'must declare method.response.header.x-a',
    ],
  ])('refuses %j', async (integration, message) => {
    await expect(apiWith(accepted, integration)).rejects.toThrow(message);
  });
});
