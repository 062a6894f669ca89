import type { Resource } from './assembly.ts';
import { type IntegrationResponse, type MethodProperties, methods } from './method.ts';
import type { Finding, Rule } from './rule.ts';

/**
 * Every integration response has its method response, which declares the headers that it sets; and the default one,
 * which catches all that no pattern matches, never says success: it would answer 2xx for what failed. A mock has
 * nothing behind it that could fail.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
 */
export const integrationResponses: Rule = {
  name: 'integration-responses',
  check: (assembly) =>
    methods(assembly).flatMap((method) => {
      const { IntegrationResponses: answers = [], Type: type } = method.properties.Integration ?? {};
      return answers.flatMap((answer) => [
        ...undeclared(method, answer),
        ...(type === 'MOCK' ? [] : successByDefault(method, answer)),
      ]);
    }),
};

function undeclared(method: Resource<MethodProperties>, answer: IntegrationResponse): Finding[] {
  const { MethodResponses: declared = [] } = method.properties;
  const response = declared.find(({ StatusCode }) => StatusCode === answer.StatusCode);
  if (!response) {
    const codes = declared.map(({ StatusCode }) => StatusCode).join(', ');
    return [
      {
        resource: method,
        message: `its integration response ${answer.StatusCode} has no method response, only [${codes}] have. API Gateway would answer 500: add a method response ${answer.StatusCode}.`,
      },
    ];
  }
  return Object.keys(answer.ResponseParameters ?? {})
    .filter((parameter) => !(parameter in (response.ResponseParameters ?? {})))
    .map((parameter) => ({
      resource: method,
      message: `its integration response ${answer.StatusCode} sets ${parameter}, which its method response ${answer.StatusCode} does not declare. Declare it there.`,
    }));
}

function successByDefault(method: Resource<MethodProperties>, answer: IntegrationResponse): Finding[] {
  const { SelectionPattern: pattern, StatusCode: status } = answer;
  const catchesAll = !pattern || new RegExp(`^(?:${pattern})$`).test('500');
  if (!catchesAll || !/^[23]/.test(status)) return [];
  return [
    {
      resource: method,
      message: `its integration response ${status} also answers when the backend failed (${pattern ? `SelectionPattern is ${pattern}` : 'it has no SelectionPattern'}). Give it the pattern 2\\d{2}, and let the default say 502.`,
    },
  ];
}
