import { beforeEach, describe, expect, test } from 'vitest';
import { ApiFixture, functionsOf, lambdaProxyMethod } from './api-fixture.ts';

const schema = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  type: 'object',
  required: ['quantity'],
  properties: { quantity: { type: 'number', minimum: 0, exclusiveMinimum: true } },
};

let url = '';
beforeEach(async () => {
  const api = await ApiFixture.create({ functions: functionsOf(() => ({ statusCode: 200 })) });
  const model = await api.add('Model', 'Model', { ContentType: 'application/json', Schema: schema });
  const validator = await api.add('RequestValidator', 'Validator', {
    ValidateRequestBody: true,
    ValidateRequestParameters: 'true',
  });
  await api.add('GatewayResponse', 'BadBody', {
    ResponseType: 'BAD_REQUEST_BODY',
    ResponseTemplates: { 'application/json': '$context.error.validationErrorString' },
  });
  await api.method('POST', '/orders', {
    ...lambdaProxyMethod,
    RequestValidatorId: validator.ref,
    RequestModels: { 'application/json': model.ref },
    RequestParameters: {
      'method.request.querystring.limit': true,
      'method.request.header.Idempotency-Key': true,
      'method.request.header.X-Optional': false,
    },
  });
  url = await api.start();
});

async function post(body: string, options: { query?: string; headers?: Record<string, string> } = {}) {
  const headers = { 'idempotency-key': 'k', 'content-type': 'application/json', ...options.headers };
  const response = await fetch(`${url}/orders${options.query ?? '?limit=1'}`, {
    method: 'POST',
    headers,
    body,
  });
  return { status: response.status, text: await response.text() };
}

describe('a request validator', () => {
  test('lets a body pass that fits its model', async () => {
    expect((await post('{"quantity": 1}')).status).toBe(200);
  });

  test.each([
    ['{"quantity": 0}', '[/quantity must be > 0]'],
    ['{}', "[must have required property 'quantity']"],
    ['', "[must have required property 'quantity']"],
    ['{"quantity": "1"}', '[/quantity must be number]'],
  ])('refuses the body %s and says why', async (body, text) => {
    expect(await post(body)).toEqual({ status: 400, text });
  });

  test('refuses a body that is no JSON', async () => {
    expect((await post('{')).status).toBe(400);
  });

  test('compares media types without their parameters', async () => {
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    expect((await post('{}', { headers })).status).toBe(400);
  });

  test('takes no content type for application/json', async () => {
    const body = Buffer.from('{}');
    const response = await fetch(`${url}/orders?limit=1`, {
      method: 'POST',
      headers: { 'idempotency-key': 'k' },
      body,
    });
    expect(response.status).toBe(400);
  });

  test('lets a media type pass that has no model', async () => {
    expect((await post('not JSON', { headers: { 'content-type': 'text/plain' } })).status).toBe(200);
  });

  /** The order is that of recordings of AWS: headers, path, query. */
  test('refuses a request without its required parameters, or with blank ones, and names them in order', async () => {
    expect(await post('{"quantity": 1}', { query: '', headers: { 'idempotency-key': ' ' } })).toEqual({
      status: 400,
      text: '{"message":"Missing required request parameters: [Idempotency-Key, limit]"}',
    });
  });
});

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html */
test('a model may refer to another one by its URL, and two are there from the start', async () => {
  const api = await ApiFixture.create({ functions: functionsOf(() => ({ statusCode: 200 })) });
  const line = await api.add('Model', 'Line', { Name: 'Line', Schema: schema });
  const $ref = `https://apigateway.amazonaws.com/restapis/${api.restApiId}/models/${line.ref}`;
  const lines = await api.add('Model', 'Lines', { Schema: { type: 'array', items: { $ref } } });
  const validator = await api.add('RequestValidator', 'Validator', { ValidateRequestBody: true });
  const validated = { ...lambdaProxyMethod, RequestValidatorId: validator.ref };
  await api.method('POST', '/lines', { ...validated, RequestModels: { 'application/json': lines.ref } });
  await api.method('POST', '/any', { ...validated, RequestModels: { 'application/json': 'Empty' } });
  const base = await api.start();
  const statusOf = async (path: string, body: string) => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${base}${path}`, { method: 'POST', headers, body })).status;
  };
  expect(await statusOf('/lines', '[{"quantity":1}]')).toBe(200);
  expect(await statusOf('/lines', '[{"quantity":0}]')).toBe(400);
  expect(await statusOf('/lines', '')).toBe(400);
  expect([await statusOf('/any', ''), await statusOf('/any', '[]')]).toEqual([200, 400]);
});

test('a model with a broken schema is refused', async () => {
  const api = await ApiFixture.create();
  await expect(api.add('Model', 'Model', { Schema: { type: 'nonsense' } })).rejects.toThrow(/type/);
});
