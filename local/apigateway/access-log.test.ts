import { expect, test } from 'vitest';
import { compileAccessLog } from './access-log.ts';
import type { GatewayRequest } from './request.ts';

const request = {
  receivedAt: Date.now(),
  context: { requestId: 'r-1', httpMethod: 'GET', authorizer: { claims: { username: 'C-1' } } },
} as unknown as GatewayRequest;

test('an access log line is the format with its variables, and - for those without a value', () => {
  const log = compileAccessLog(
    '{"id":"$context.requestId","by":"$context.authorizer.claims.username","status":$context.status,"x":"$context.integrationStatus"}.',
  );
  expect(log(request, { status: 200 })).toBe('{"id":"r-1","by":"C-1","status":200,"x":"-"}.');
});

test('an answer of the gateway itself has the type of its error', () => {
  const log = compileAccessLog('$context.httpMethod $context.error.responseType $context.status');
  expect(log(request, { status: 401, errorResponseType: 'UNAUTHORIZED' })).toBe('GET UNAUTHORIZED 401');
});
