import { isUtf8 } from 'node:buffer';
import { isHopByHop } from '../../http-headers.ts';
import type { Answer } from '../answer.ts';
import {
  type Backends,
  type Integration,
  type IntegrationConfig,
  withStageVariables,
} from '../integration.ts';
import { compileResponses } from '../integration-responses.ts';
import type { IntegrationAnswer } from '../parameter-mapping.ts';
import { type GatewayRequest, splitOnce } from '../request.ts';
import { compileRequestMapping, type MappedRequest } from '../request-mapping.ts';
import type { HttpAnswer, HttpClient } from './http-client.ts';

/** Where an integration sends requests, and how their paths begin there. */
interface Backend {
  origin(): string;
  pathPrefix(request: GatewayRequest): string;
}

/**
 * HTTP integrations with the backend that `Uri` names, or through a VPC link V2 with the load balancer that
 * `IntegrationTarget` names. That one gets the path behind the name of the stage, and the host of `Uri` is replaced by its
 * own. As a proxy, request and answer pass unchanged; else both are mapped, and only what is mapped goes on.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html (Considerations)
 */
export function http(
  config: IntegrationConfig,
  backends: Pick<Backends, 'loadBalancers' | 'hasVpcLink'>,
  client: HttpClient,
): Integration {
  const { IntegrationHttpMethod: method, TimeoutInMillis: timeoutMilliseconds } = config;
  if (!method) throw new Error(`An ${config.Type} integration needs IntegrationHttpMethod`);
  const isProxy = config.Type === 'HTTP_PROXY';
  const mapRequest = compileRequestMapping(config, !isProxy);
  const mapResponse = isProxy ? undefined : compileResponses(config);
  // What is wrong with it is said at the start; the stage's variables are known later.
  compileTarget(config, backends, {});
  let target: ReturnType<typeof compileTarget> | undefined;
  return async (request) => {
    target ??= compileTarget(config, backends, request.api.stageVariables);
    const { backend, pathOf } = target;
    const mapped = mapRequest(request);
    for (const name of notSent) delete mapped.headers[name];
    const [path, query] = pathOf(mapped.path);
    const body = isProxy ? asText(request.body) : Buffer.from(mapped.body);
    const answer = await client.call({
      method: method === 'ANY' ? request.method : method,
      origin: backend.origin(),
      path: `${backend.pathPrefix(request)}${path}${queryOf(query, isProxy ? request.rawQuery : '', mapped)}`,
      headers: isProxy ? headersFor(request, mapped, body.length) : ownHeadersFor(request, mapped),
      body,
      timeoutMilliseconds,
    });
    request.integrationStatus = answer.statusCode;
    return mapResponse ? mapResponse(toIntegrationAnswer(answer), request) : toAnswer(answer);
  };
}

function compileTarget(
  config: IntegrationConfig,
  backends: Pick<Backends, 'loadBalancers' | 'hasVpcLink'>,
  stageVariables: Record<string, string>,
) {
  const Uri = withStageVariables(config.Uri, stageVariables);
  const isBehindLink = config.ConnectionType === 'VPC_LINK';
  const pathOf = compilePath({ ...config, Uri });
  return { pathOf, backend: isBehindLink ? behindVpcLink(config, backends) : inPublic(Uri) };
}

/**
 * Without binary media types every payload is text in UTF-8, and what is none is lost.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
function asText(body: Buffer): Buffer {
  return isUtf8(body) ? body : Buffer.from(body.toString());
}

function inPublic(uri: string): Backend {
  const { origin } = new URL(uri.replaceAll(/[{}]/g, ''));
  return { origin: () => origin, pathPrefix: () => '' };
}

function behindVpcLink(
  { ConnectionId = '', IntegrationTarget }: IntegrationConfig,
  { hasVpcLink, loadBalancers }: Pick<Backends, 'loadBalancers' | 'hasVpcLink'>,
): Backend {
  if (!hasVpcLink(ConnectionId)) {
    throw new Error(`ConnectionId ${ConnectionId} is not an AWS::ApiGatewayV2::VpcLink of this system`);
  }
  if (!IntegrationTarget) {
    throw new Error('An integration by VPC link V2 needs IntegrationTarget: a load balancer');
  }
  return {
    origin: () => loadBalancers.find(IntegrationTarget).url,
    pathPrefix: ({ api }) => `/${api.stage}`,
  };
}

/** What is behind the host, with the values of its parameters in their places. */
function compilePath({ Uri = '', Type, RequestParameters }: IntegrationConfig) {
  const [, behindHost] = /^https?:\/\/[^/?#]+([^#]*)$/.exec(Uri) ?? [];
  if (behindHost === undefined)
    throw new Error(`Uri ${Uri} of an ${Type} integration is not http://<host>/<path>`);
  for (const [, name] of behindHost.matchAll(/\{([^}]+)\}/g)) {
    if (RequestParameters[`integration.request.path.${name}`]) continue;
    throw new Error(`Uri ${Uri} needs a request parameter integration.request.path.${name}`);
  }
  return (values: Record<string, string>) => {
    const filled = behindHost.replace(/\{([^}]+)\}/g, (_, name: string) => values[name] ?? '');
    const [path, query = ''] = splitOnce(filled, '?');
    return [path || '/', query] as const;
  };
}

function queryOf(ofUri: string, sent: string, mapped: MappedRequest): string {
  const pairs = Object.entries(mapped.query).flatMap(([name, values]) =>
    [values].flat().map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
  );
  const query = [ofUri, sent, ...pairs].filter((part) => part !== '').join('&');
  return query && `?${query}`;
}

/** Headers that stay here although they are mapped, as recordings of AWS show; AWS sends `Trailer`, which Node.js cannot. */
const notSent = ['connection', 'expect', 'proxy-authenticate', 'te', 'trailer', 'via'];

const ownOrNobodys = ['content-encoding', 'host', 'via', 'x-amzn-apigateway-api-id'];

function headersFor(
  request: GatewayRequest,
  mapped: MappedRequest,
  length: number,
): Record<string, string | string[]> {
  const sent = Object.entries(request.headersForBackend);
  const named = sent.flatMap(([name, values]) => values.flatMap((value) => [name, value]));
  const headers = { ...gatewayHeaders(request), ...forwarded(named, ownOrNobodys) };
  if (length > 0 || request.header('content-length') !== undefined)
    headers['content-length'] = String(length);
  return { ...headers, ...mapped.headers };
}

/** What API Gateway sends when nobody else says. */
function gatewayHeaders({ api }: GatewayRequest): Record<string, string> {
  return {
    accept: 'application/json',
    'user-agent': `AmazonAPIGateway_${api.apiId}`,
    'x-amzn-apigateway-api-id': api.apiId,
  };
}

const withoutBody = ['GET', 'HEAD', 'OPTIONS'];

/** What API Gateway sends beside the mapped headers: of the client's own, how it says that its body is to be read. */
function ownHeadersFor(request: GatewayRequest, { body, headers }: MappedRequest): Record<string, string> {
  const contentType = withoutBody.includes(request.method) ? undefined : request.header('content-type');
  return {
    ...gatewayHeaders(request),
    ...(contentType && { 'content-type': contentType }),
    'x-amzn-trace-id': request.traceHeader,
    ...headers,
    ...(body !== '' && { 'content-length': String(Buffer.byteLength(body)) }),
  };
}

function toIntegrationAnswer({ statusCode, rawHeaders, body }: HttpAnswer): IntegrationAnswer {
  return { statusCode, headers: forwarded(rawHeaders, []), body: body.toString() };
}

function toAnswer({ statusCode, rawHeaders, body }: HttpAnswer): Answer {
  return { statusCode, headers: forwarded(rawHeaders, [], (name) => name), body: asText(body) };
}

/**
 * By lower-case name, if not in another spelling; a header that was sent several times becomes a list. `Connection` is what
 * the gateway remaps.
 */
function forwarded(
  rawHeaders: string[],
  without: string[],
  spelled = (name: string) => name.toLowerCase(),
): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = spelled(rawHeaders[at] ?? '');
    const lowerCaseName = name.toLowerCase();
    const value = rawHeaders[at + 1] ?? '';
    const isOfConnection = isHopByHop(lowerCaseName) && lowerCaseName !== 'connection';
    if (isOfConnection || without.includes(lowerCaseName)) continue;
    const present = headers[name];
    headers[name] = present === undefined ? value : [present, value].flat();
  }
  return headers;
}
