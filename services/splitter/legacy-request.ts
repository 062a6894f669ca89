import type { APIGatewayProxyEvent } from 'aws-lambda';
import { percentDecoded } from '../shared/http.ts';

/** What belongs to a connection (RFC 9110, section 7.6.1) or is the HTTP client's own to say. */
const connectionHeaders = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'host', 'content-length', 'expect', 'accept-encoding'],
]);

/** The request that API Gateway would send to the legacy API itself: path, query, and headers with who is signed in. */
export function legacyRequest(event: APIGatewayProxyEvent): { path: string; headers: Headers } {
  const headers = new Headers();
  for (const [name, values] of Object.entries(event.multiValueHeaders ?? {}))
    if (!connectionHeaders.has(name.toLowerCase()))
      for (const value of values ?? []) headers.append(name, value);
  const claims: Record<string, string> = event.requestContext.authorizer?.['claims'] ?? {};
  // Replaces whatever the client sends by these names, with nothing when nobody is signed in.
  headers.set('x-caller-id', claims['username'] ?? '');
  headers.set('x-caller-groups', claims['cognito:groups'] ?? '');
  return { path: pathOf(event) + queryOf(event), headers };
}

/** From the resource and its parameters, encoded anew: whatever they hold, they end where API Gateway says. */
function pathOf({ resource, pathParameters }: APIGatewayProxyEvent): string {
  return resource.replaceAll(/\{(\w+)(\+?)\}/g, (_, name: string, greedy: string) => {
    const value = pathParameters?.[name] ?? '';
    return greedy ? value.split('/').map(encoded).join('/') : encoded(value);
  });
}

const encoded = (value: string) => encodeURIComponent(percentDecoded(value));

function queryOf({ multiValueQueryStringParameters }: APIGatewayProxyEvent): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(multiValueQueryStringParameters ?? {}))
    for (const value of values ?? []) query.append(name, value);
  return query.size > 0 ? `?${query.toString()}` : '';
}
