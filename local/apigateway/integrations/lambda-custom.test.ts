import { describe, expect, test } from 'vitest';
import { AwsError } from '../../aws-error.ts';
import { ApiFixture, lambdaProxyMethod } from '../api-fixture.ts';
import type { Backends } from '../integration.ts';

type Invoke = Backends['functions']['invoke'];

async function customWith(answer: unknown, integration: object = {}, functionError?: string) {
  const calls: Parameters<Invoke>[1][] = [];
  const invoke: Invoke = async (_, request) => {
    calls.push(request);
    if (answer instanceof Error) throw answer;
    return { statusCode: 200, payload: JSON.stringify(answer), ...(functionError && { functionError }) };
  };
  const api = await ApiFixture.create({ functions: { invoke } });
  await api.method('POST', '/prices/{sku}', {
    Integration: {
      ...lambdaProxyMethod.Integration,
      Type: 'AWS',
      IntegrationResponses: [{ StatusCode: '200' }],
      ...integration,
    },
    MethodResponses: [
      { StatusCode: '200' },
      { StatusCode: '202' },
      { StatusCode: '400' },
      { StatusCode: '500' },
    ],
  });
  const url = await api.start();
  const post = async (body = '{"quantity":2}', headers: Record<string, string> = {}) => {
    const options = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
    const response = await fetch(`${url}/prices/MUG`, options);
    return { status: response.status, text: await response.text() };
  };
  return { post, calls };
}

const boom = (errorMessage: string) => ({ errorMessage, errorType: 'Error', trace: [] });
const byMessage = (...patterns: [SelectionPattern: string, StatusCode: string][]) => ({
  IntegrationResponses: [
    ...patterns.map(([SelectionPattern, StatusCode]) => ({ SelectionPattern, StatusCode })),
    { StatusCode: '200' },
  ],
});

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-custom-integrations.html */
describe('a Lambda custom integration', () => {
  test('makes the event by its template, and answers the output of the function', async () => {
    const template = `{"sku":"$input.params('sku')","quantity":$input.json('$.quantity')}`;
    const { post, calls } = await customWith(
      { total: 5 },
      { RequestTemplates: { 'application/json': template } },
    );
    expect(await post()).toEqual({ status: 200, text: '{"total":5}' });
    expect(calls.map(({ payload }) => payload)).toEqual(['{"sku":"MUG","quantity":2}']);
  });

  test('passes the body on as event without a template, and an empty object without a body', async () => {
    const { post, calls } = await customWith({});
    await post();
    await post('');
    expect(calls.map(({ payload }) => payload)).toEqual(['{"quantity":2}', '{}']);
  });

  /** Follows what others saw on AWS. */
  test('answers 400 to a body, or what the template made of it, that is no JSON', async () => {
    const plain = await customWith({});
    expect(await plain.post('a=1')).toMatchObject({
      status: 400,
      text: expect.stringContaining('Could not parse request body into json'),
    });
    const broken = await customWith({}, { RequestTemplates: { 'application/json': '{"sku": $missing}' } });
    expect((await broken.post()).status).toBe(400);
    expect([...plain.calls, ...broken.calls]).toEqual([]);
  });

  test('maps the output', async () => {
    const { post } = await customWith(
      { total: 5 },
      {
        IntegrationResponses: [
          { StatusCode: '200', ResponseTemplates: { 'application/json': '$input.path("$.total") EUR' } },
        ],
      },
    );
    expect(await post()).toEqual({ status: 200, text: '5 EUR' });
  });

  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html */
  test('invokes asynchronously when the header is mapped, or overridden, so', async () => {
    const header = 'integration.request.header.X-Amz-Invocation-Type';
    const mapped = await customWith({}, { RequestParameters: { [header]: "'Event'" } });
    await mapped.post();
    const source = '#set($context.requestOverride.header.X-Amz-Invocation-Type = "Event"){}';
    const overridden = await customWith({}, { RequestTemplates: { 'application/json': source } });
    await overridden.post();
    const types = [...mapped.calls, ...overridden.calls].map(({ invocationType }) => invocationType);
    expect(types).toEqual(['Event', 'Event']);
  });

  /** As recordings of AWS have it. */
  test('fails when a header of the call itself is mapped', async () => {
    for (const name of [
      'Authorization',
      'Connection',
      'Expect',
      'Proxy-Authenticate',
      'TE',
      'Content-Length',
    ]) {
      const parameters = { [`integration.request.header.${name}`]: "'mapped'" };
      const { post } = await customWith({}, { RequestParameters: parameters });
      expect(await post()).toEqual({ status: 500, text: '{"message":"Internal server error"}' });
    }
  });

  test('answers 500 when Lambda refuses the call', async () => {
    const { post } = await customWith(new AwsError('TooManyRequestsException', 'Rate exceeded', 429));
    expect(await post()).toEqual({ status: 500, text: '{"message":"Internal server error"}' });
  });
});

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html */
describe('an error of the function behind a Lambda custom integration', () => {
  test('is answered 200 when no pattern is there', async () => {
    const { post } = await customWith(boom('Malformed input ...'), {}, 'Unhandled');
    expect(await post()).toMatchObject({ status: 200, text: expect.stringContaining('Malformed input') });
  });

  test.each([
    ['Malformed input ...', '400'],
    ['other', '500'],
    ['Not Malformed', '500'],
    ['two\nlines', '200'],
  ])('selects by its whole message: %j', async (message, status) => {
    const responses = byMessage(['Malformed.*', '400'], ['.+', '500']);
    const { post } = await customWith(boom(message), responses, 'Unhandled');
    expect(String((await post()).status)).toBe(status);
  });

  test.each([
    ['.+', 200],
    ['.*', 500],
  ])('is what an output without one is not: %s', async (pattern, status) => {
    const { post } = await customWith({ total: 5 }, byMessage([pattern, '500']));
    expect((await post()).status).toBe(status);
  });
});
