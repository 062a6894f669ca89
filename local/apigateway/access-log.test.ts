import { expect, test } from 'vitest';
import { compileAccessLog } from './access-log.ts';
import type { GatewayRequest } from './request.ts';

const request = {
  receivedAt: Date.now(),
  traceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1',
  context: { requestId: 'r-1', httpMethod: 'GET', authorizer: { claims: { username: 'C-1' } } },
} as unknown as GatewayRequest;

test('an access log line is the format with its variables, and - for those without a value', () => {
  const log = compileAccessLog(
    '{"id":"$context.requestId","by":"$context.authorizer.claims.username","status":$context.status,"x":"$context.integrationStatus"}.',
  );
  expect(log(request, { status: 200 })).toBe('{"id":"r-1","by":"C-1","status":200,"x":"-"}.');
});

test('a line names the trace of its request', () => {
  const log = compileAccessLog('$context.xrayTraceId');
  expect(log(request, { status: 200 })).toBe('1-5759e988-bd862e3fe1be46a994272793');
});

test('an answer of the gateway itself has the type of its error', () => {
  const log = compileAccessLog('$context.httpMethod $context.error.responseType $context.status');
  expect(log(request, { status: 401, errorResponseType: 'UNAUTHORIZED' })).toBe('GET UNAUTHORIZED 401');
});
