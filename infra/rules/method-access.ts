import { endpointsOf, type RouteTable } from '../patterns/route-table.ts';
import { routes } from '../routes.ts';
import type { Resource } from './assembly.ts';
import { type MethodProperties, methods, routeOf } from './method.ts';
import type { Finding, Rule } from './rule.ts';

/** Who may call is said in the strangler table, for every method, and the API does what it says. */
export const methodAccess = ruleOf(routes);

function ruleOf(table: RouteTable): Rule {
  const access = new Map(endpointsOf(table).map(({ method, path, access }) => [`${method} ${path}`, access]));
  return {
    name: 'method-access',
    check: (assembly) => {
      const served = methods(assembly).map((method) => ({ method, route: routeOf(assembly, method) }));
      const findings = served.flatMap(({ method, route }): Finding[] => {
        const stated = access.get(route);
        const problem = stated
          ? problemOf(method.properties, stated)
          : 'is not in the table. State its access in infra/routes.ts.';
        return problem ? [{ resource: method, message: `${route} ${problem}` }] : [];
      });
      const [api] = assembly.resources('AWS::ApiGateway::RestApi');
      const lost = [...access.keys()].filter((key) => !served.some(({ route }) => route === key));
      if (api)
        for (const route of lost)
          findings.push({
            resource: api,
            message: `${route} is in infra/routes.ts, but no method serves it. It would fall through to ANY /{proxy+}: add the method or remove the line.`,
          });
      return findings;
    },
  };
}

function problemOf(properties: Resource<MethodProperties>['properties'], access: string): string | undefined {
  const {
    AuthorizationType: type = 'NONE',
    AuthorizerId: authorizer,
    AuthorizationScopes: scopes,
  } = properties;
  const said = `is "${access}" in infra/routes.ts, but`;
  if (access === 'public')
    return type === 'NONE' ? undefined : `${said} its AuthorizationType is ${type}. Make them agree.`;
  if (access === 'refused') return refusalProblem(properties, said);
  if (type !== 'COGNITO_USER_POOLS' || !authorizer)
    return `${said} its AuthorizationType is ${type}${authorizer ? '' : ' without an authorizer'}. Set COGNITO_USER_POOLS and the AuthorizerId.`;
  if (!scopes?.length)
    return `${said} it names no AuthorizationScopes, without which API Gateway takes ID tokens and no access tokens. Name the scope.`;
  return undefined;
}

function refusalProblem({ Integration: integration }: MethodProperties, said: string): string | undefined {
  const statuses = (integration?.IntegrationResponses ?? []).map(({ StatusCode }) => StatusCode).join(', ');
  if (integration?.Type === 'MOCK' && statuses === '403') return undefined;
  return `${said} its integration is ${integration?.Type} and answers [${statuses}]. Let a MOCK answer 403 and nothing else.`;
}
