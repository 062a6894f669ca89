import { z } from 'zod';
import { boolean, integer, number, texts } from '../cfn.ts';
import type { IntegrationConfig } from './integration.ts';
import type { MethodResponses } from './integration-responses.ts';

const integrationResponse = z.strictObject({
  StatusCode: number,
  /** A regular expression on the whole status code, or of a function error message; absent or empty for the default. */
  SelectionPattern: z.string().optional(),
  ResponseParameters: texts.default({}),
  ResponseTemplates: texts.default({}),
});

const integration = z.strictObject({
  Type: z.enum(['AWS', 'AWS_PROXY', 'HTTP', 'HTTP_PROXY', 'MOCK']),
  IntegrationHttpMethod: z.string().optional(),
  Uri: z.string().optional(),
  Credentials: z.string().optional(),
  ConnectionType: z.enum(['INTERNET', 'VPC_LINK']).optional(),
  /** ID of a VPC link. */
  ConnectionId: z.string().optional(),
  /** ARN of the load balancer behind the VPC link. */
  IntegrationTarget: z.string().optional(),
  PassthroughBehavior: z.enum(['NEVER', 'WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES']).default('WHEN_NO_MATCH'),
  RequestParameters: texts.default({}),
  RequestTemplates: texts.default({}),
  IntegrationResponses: z.array(integrationResponse).default([]),
  TimeoutInMillis: integer(50, 29_000).default(29_000),
});

const methodResponse = z.strictObject({
  StatusCode: number,
  ResponseParameters: z.record(z.string(), boolean).default({}),
});

/** `AWS::ApiGateway::Method` */
export const methodProperties = z.strictObject({
  RestApiId: z.string(),
  ResourceId: z.string(),
  HttpMethod: z.string(),
  AuthorizationType: z.enum(['NONE', 'COGNITO_USER_POOLS']).default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: z.array(z.string()).default([]),
  ApiKeyRequired: boolean.refine((required) => !required, 'API keys are not supported').optional(),
  RequestValidatorId: z.string().optional(),
  RequestParameters: z.record(z.string(), boolean).default({}),
  RequestModels: texts.default({}),
  Integration: integration,
  MethodResponses: z.array(methodResponse).default([]),
});

export type MethodProperties = z.infer<typeof methodProperties>;

export function integrationConfig(properties: MethodProperties): IntegrationConfig {
  return { ...properties.Integration, methodResponses: methodResponses(properties) };
}

function methodResponses({ MethodResponses: described }: MethodProperties): MethodResponses {
  return new Map(
    described.map(({ StatusCode, ResponseParameters }) => {
      const targets = Object.keys(ResponseParameters);
      return [
        StatusCode,
        { headers: targets.map((target) => target.replace('method.response.header.', '')) },
      ];
    }),
  );
}
