import type { Assembly, Resource } from './assembly.ts';

export interface IntegrationResponse {
  StatusCode: string;
  SelectionPattern?: string;
  ResponseParameters?: Record<string, unknown>;
  ResponseTemplates?: Record<string, unknown>;
}

export interface MethodProperties {
  HttpMethod: string;
  ResourceId?: unknown;
  AuthorizationType?: string;
  AuthorizerId?: unknown;
  AuthorizationScopes?: string[];
  Integration?: {
    Type?: string;
    Uri?: unknown;
    Credentials?: unknown;
    RequestTemplates?: Record<string, unknown>;
    IntegrationResponses?: IntegrationResponse[];
  };
  MethodResponses?: { StatusCode: string; ResponseParameters?: Record<string, unknown> }[];
}

interface ResourceProperties {
  PathPart?: string;
  ParentId?: unknown;
}

/** Every method of every REST API. */
export const methods = (assembly: Assembly): Resource<MethodProperties>[] =>
  assembly.resources<MethodProperties>('AWS::ApiGateway::Method');

/** The route that a method serves: `GET /products/{sku}`. */
export function routeOf(assembly: Assembly, method: Resource<MethodProperties>): string {
  const parts: string[] = [];
  let resource = assembly.target<ResourceProperties>(method, method.properties.ResourceId);
  while (resource?.type === 'AWS::ApiGateway::Resource') {
    parts.unshift(resource.properties.PathPart ?? '');
    resource = assembly.target<ResourceProperties>(resource, resource.properties.ParentId);
  }
  return `${method.properties.HttpMethod} /${parts.join('/')}`;
}
