import { expect, test } from 'vitest';
import { integrationResponses } from './integration-responses.ts';
import type { MethodProperties } from './method.ts';
import { findings, synthesised, theOne } from './testing.ts';

function webhook() {
  const system = synthesised();
  const method = theOne<MethodProperties>(system, 'AWS::ApiGateway::Method', 'FacadeApiwebhookspaymentsPOST');
  const answers = method.properties.Integration?.IntegrationResponses ?? [];
  return { system, method, answers };
}

test('an integration response without its method response fails', () => {
  const { system, method } = webhook();
  method.properties.MethodResponses = method.properties.MethodResponses?.filter(
    ({ StatusCode }) => StatusCode !== '502',
  );
  expect(findings(integrationResponses, system)).toEqual([
    `orders/${method.id}: its integration response 502 has no method response, only [202, 400, 413] have. API Gateway would answer 500: add a method response 502.`,
  ]);
});

test('a header that the method response does not declare fails', () => {
  const { system, method } = webhook();
  const response = method.properties.MethodResponses?.find(({ StatusCode }) => StatusCode === '202');
  delete response?.ResponseParameters;
  expect(findings(integrationResponses, system)).toEqual([
    `orders/${method.id}: its integration response 202 sets method.response.header.x-served-by, which its method response 202 does not declare. Declare it there.`,
  ]);
});

test.each([
  [undefined, 'it has no SelectionPattern'],
  ['.*', 'SelectionPattern is .*'],
])('a default that says success fails (pattern %s)', (pattern, found) => {
  const { system, method, answers } = webhook();
  const accepted = answers.find(({ StatusCode }) => StatusCode === '202');
  Object.assign(accepted ?? {}, { SelectionPattern: pattern });
  expect(findings(integrationResponses, system)).toEqual([
    `orders/${method.id}: its integration response 202 also answers when the backend failed (${found}). Give it the pattern 2\\d{2}, and let the default say 502.`,
  ]);
});
