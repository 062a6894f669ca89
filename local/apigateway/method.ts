import { known, type Method, type RestApi } from './api.ts';
import { integrationConfig, type MethodProperties } from './method-properties.ts';
import type { RestApis } from './rest-apis.ts';
import { bodyCheck, parameterCheck, type RequestCheck } from './validation.ts';

/** Makes a described method ready to serve. What it refers to must exist; an integration must be one that is supported. */
export function defineMethod(restApis: RestApis, properties: MethodProperties): void {
  const api = restApis.find(properties.RestApiId);
  api.addMethod({
    httpMethod: properties.HttpMethod,
    resourceId: properties.ResourceId,
    resourcePath: api.resourcePath(properties.ResourceId),
    authorization: authorizationOf(api, properties),
    checks: checksOf(api, properties),
    integration: restApis.integration(integrationConfig(properties)),
    addsTraceHeader: !['HTTP_PROXY', 'MOCK'].includes(properties.Integration.Type),
  });
}

function authorizationOf(api: RestApi, properties: MethodProperties): Method['authorization'] {
  if (properties.AuthorizationType === 'NONE') return null;
  const authorizer = known(api.authorizers, properties.AuthorizerId ?? '', 'authorizer');
  return { authorizer, scopes: properties.AuthorizationScopes };
}

function checksOf(api: RestApi, properties: MethodProperties): RequestCheck[] {
  const { RequestValidatorId, RequestParameters, RequestModels } = properties;
  const models = Object.entries(RequestModels).map(
    ([mediaType, name]) => [mediaType.toLowerCase(), known(api.models, name, 'model')] as const,
  );
  if (RequestValidatorId === undefined) return [];
  const validator = known(api.requestValidators, RequestValidatorId, 'request validator');
  const checks: RequestCheck[] = [];
  if (validator.parameters) checks.push(parameterCheck(RequestParameters));
  if (validator.body) checks.push(bodyCheck(new Map(models)));
  return checks;
}
