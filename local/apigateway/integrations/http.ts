import { isHopByHop } from '../../http-headers.ts';
import type { Answer } from '../answer.ts';
import type { Backends, Integration, IntegrationConfig } from '../integration.ts';
import { requestSource, type Source, targetOf } from '../parameter-mapping.ts';
import type { GatewayRequest } from '../request.ts';
import type { HttpAnswer, HttpClient } from './http-client.ts';

interface Mappings {
  headers: [name: string, source: Source][];
  query: [name: string, source: Source][];
  path: Map<string, Source>;
}

/** Where an integration sends requests, and how their paths begin there. */
interface Backend {
  origin(): string;
  pathPrefix(request: GatewayRequest): string;
}

/**
 * HTTP proxy integration: request and answer pass unchanged between the client and the backend that `Uri` names, or
 * through a VPC link V2 the load balancer that `IntegrationTarget` names. That one gets the path behind the name of the
 * stage, and the host of `Uri` is replaced by its own.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html (Considerations)
 */
export function httpProxy(
  config: IntegrationConfig,
  backends: Pick<Backends, 'loadBalancers' | 'hasVpcLink'>,
  client: HttpClient,
): Integration {
  const { integrationHttpMethod: method, uri = '', timeoutMilliseconds } = config;
  if (!method) throw new Error('An HTTP_PROXY integration needs IntegrationHttpMethod');
  const mappings = compileMappings(config.requestParameters);
  const pathOf = compilePath(uri, mappings.path);
  const backend = config.connectionType === 'VPC_LINK' ? behindVpcLink(config, backends) : inPublic(uri);
  return async (request) => {
    const answer = await client.call({
      method: method === 'ANY' ? request.method : method,
      origin: backend.origin(),
      path: `${backend.pathPrefix(request)}${pathOf(request)}${queryOf(request, mappings)}`,
      headers: headersFor(request, mappings),
      body: request.body,
      timeoutMilliseconds,
    });
    return toAnswer(answer);
  };
}

function inPublic(uri: string): Backend {
  const { origin } = new URL(uri.replaceAll(/[{}]/g, ''));
  return { origin: () => origin, pathPrefix: () => '' };
}

function behindVpcLink(
  { connectionId = '', integrationTarget }: IntegrationConfig,
  { hasVpcLink, loadBalancers }: Pick<Backends, 'loadBalancers' | 'hasVpcLink'>,
): Backend {
  if (!hasVpcLink(connectionId)) {
    throw new Error(`ConnectionId ${connectionId} is not an AWS::ApiGatewayV2::VpcLink of this system`);
  }
  if (!integrationTarget) {
    throw new Error('An integration by VPC link V2 needs IntegrationTarget: a load balancer');
  }
  return {
    origin: () => loadBalancers.find(integrationTarget).url,
    pathPrefix: ({ api }) => `/${api.stage}`,
  };
}

function compileMappings(requestParameters: Record<string, string>): Mappings {
  const mappings: Mappings = { headers: [], query: [], path: new Map() };
  for (const [target, expression] of Object.entries(requestParameters)) {
    const places = ['header', 'querystring', 'path'] as const;
    const { place, name } = targetOf(target, 'integration.request', places);
    if (place === 'header') mappings.headers.push([name, requestSource(expression)]);
    else if (place === 'querystring') mappings.query.push([name, requestSource(expression)]);
    else mappings.path.set(name, pathSource(expression));
  }
  return mappings;
}

/** A path parameter goes on as the client encoded it; any other value is encoded. */
function pathSource(expression: string): Source {
  const [, parameter] = /^method\.request\.path\.(.+)$/.exec(expression) ?? [];
  if (parameter) return (request) => request.rawPathParameters[parameter];
  const source = requestSource(expression);
  return (request) => encodeURIComponent(source(request) ?? '');
}

function compilePath(uri: string, sources: Map<string, Source>): (request: GatewayRequest) => string {
  const [, path] = /^https?:\/\/[^/?#]+([^?#]*)$/.exec(uri) ?? [];
  if (path === undefined)
    throw new Error(`Uri ${uri} of an HTTP_PROXY integration is not http://<host>/<path>`);
  const [first = '', ...rest] = path.split(/\{([^}]+)\}/);
  const parts = rest
    .filter((_, index) => index % 2 === 0)
    .map((name): Source => {
      const source = sources.get(name);
      if (source) return source;
      throw new Error(`Uri ${uri} needs a request parameter integration.request.path.${name}`);
    });
  const texts = rest.filter((_, index) => index % 2 === 1);
  return (request) =>
    parts.reduce((sum, part, index) => sum + (part(request) ?? '') + texts[index], first) || '/';
}

function queryOf(request: GatewayRequest, mappings: Mappings): string {
  const mapped = mappings.query.flatMap(([name, source]) => {
    const value = source(request);
    return value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`];
  });
  const query = [request.rawQuery, ...mapped].filter((part) => part !== '').join('&');
  return query && `?${query}`;
}

function headersFor(request: GatewayRequest, mappings: Mappings): Record<string, string | string[]> {
  const headers = forwarded(request.rawHeaders, ['host', 'content-length', 'expect']);
  const length = request.body.length;
  if (length > 0 || request.header('content-length') !== undefined)
    headers['content-length'] = String(length);
  for (const [name, value] of Object.entries(request.edgeHeaders)) headers[name.toLowerCase()] = value;
  for (const [name, source] of mappings.headers) {
    const value = source(request);
    if (value !== undefined) headers[name.toLowerCase()] = value;
  }
  return headers;
}

function toAnswer({ statusCode, rawHeaders, body }: HttpAnswer): Answer {
  return { statusCode, headers: forwarded(rawHeaders, []), body };
}

/** By lower-case name; a header that was sent several times becomes a list. */
function forwarded(rawHeaders: string[], without: string[]): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const value = rawHeaders[at + 1] ?? '';
    if (isHopByHop(name) || without.includes(name)) continue;
    const present = headers[name];
    headers[name] = present === undefined ? value : [present, value].flat();
  }
  return headers;
}
