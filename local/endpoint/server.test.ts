import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AwsError } from '../aws-error.ts';
import { jsonProtocol } from './json-protocol.ts';
import { AwsEndpoint } from './server.ts';

let endpoint: AwsEndpoint;
let logged: string[];

beforeEach(async () => {
  logged = [];
  endpoint = await AwsEndpoint.listen((line) => logged.push(line));
  const operations = {
    Echo: (input: object, caller: object) => ({ input, caller }),
    Refuse: () => {
      throw new AwsError('ResourceNotFoundException', 'It is not there', 400);
    },
    Break: () => {
      throw new TypeError('a bug');
    },
  };
  endpoint.serve(jsonProtocol([{ targetPrefix: 'Test_1', operations }]));
});
afterEach(() => endpoint.stop());

function call(target: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(endpoint.url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target, ...headers },
  });
}

test('an operation gets its input and the access key of the caller, and answers in the protocol asked', async () => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=AKIALOCAL/20261101/us-east-1/test/aws4_request, Signature=0';
  const response = await call('Test_1.Echo', '{"a":1}', { authorization });
  expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
  expect(response.headers.get('x-amzn-requestid')).toBeTruthy();
  expect(await response.json()).toEqual({ input: { a: 1 }, caller: { accessKeyId: 'AKIALOCAL' } });
});

test('an AWS error names its code in the body and the header', async () => {
  const response = await call('Test_1.Refuse', '{}');
  expect(response.status).toBe(400);
  expect(response.headers.get('x-amzn-errortype')).toBe('ResourceNotFoundException');
  expect(await response.json()).toEqual({ __type: 'ResourceNotFoundException', message: 'It is not there' });
  expect(logged).toEqual([]);
});

test('any other error is an InternalFailure and is logged', async () => {
  const response = await call('Test_1.Break', '{}');
  expect(response.status).toBe(500);
  expect(await response.json()).toMatchObject({ __type: 'InternalFailure' });
  expect(logged.join()).toContain('TypeError: a bug');
});

test('an unknown operation is refused by its name', async () => {
  const response = await call('Other.Operation', '{}');
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({
    __type: 'UnknownOperationException',
    message: 'The local run has no operation Other.Operation',
  });
});

test('a body that is not JSON is a SerializationException', async () => {
  expect(await (await call('Test_1.Echo', '{')).json()).toMatchObject({ __type: 'SerializationException' });
});

test('a request under a name that is not loopback is refused', async () => {
  const status = await new Promise((resolve, reject) => {
    const options = { method: 'POST', headers: { host: 'rebound.example', 'x-amz-target': 'Test_1.Echo' } };
    request(endpoint.url, options, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end('{}');
  });
  expect(status).toBe(403);
});
