import type { IntegrationConfig } from './integration.ts';
import { requestSource, type Source, targetOf } from './parameter-mapping.ts';
import type { GatewayRequest } from './request.ts';
import { compileRequestTemplates } from './request-templates.ts';

/** What a request becomes for its backend: by mapped parameters, and by what a mapping template makes and overrides. */
export interface MappedRequest {
  body: string;
  /** By lower-case name. */
  headers: Record<string, string>;
  query: Record<string, string | string[]>;
  /** Percent-encoded. */
  path: Record<string, string>;
}

type Sources = [name: string, source: Source][];

/** The parameters alone, of which a proxy integration knows no more, or with `withTemplates` the body and overrides. */
export function compileRequestMapping(
  config: Pick<IntegrationConfig, 'RequestParameters' | 'RequestTemplates' | 'PassthroughBehavior'>,
  withTemplates = true,
): (request: GatewayRequest) => MappedRequest {
  const sources = compileSources(config.RequestParameters);
  const mapBody = withTemplates ? compileRequestTemplates(config) : undefined;
  return (request) => {
    const valuesOf = (named: Sources) =>
      Object.fromEntries(named.flatMap(([name, source]) => [[name, source(request)]].filter(isPresent)));
    const body = mapBody?.(request) ?? '';
    const override = request.overrides?.requestOverride;
    return {
      body,
      headers: textsOf({ ...valuesOf(sources.header), ...override?.header }, (name) => name.toLowerCase()),
      query: { ...valuesOf(sources.querystring), ...textsOf(override?.querystring) },
      path: { ...textsOf(valuesOf(sources.path)), ...encoded(textsOf(override?.path)) },
    };
  };
}

type Value = ReturnType<Source>;

function isPresent(entry: Value[]): entry is [string, string | string[]] {
  return entry[1] !== undefined;
}

function textsOf(values: Record<string, unknown> = {}, nameOf = (name: string) => name) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [nameOf(name), String(value)]));
}

function encoded(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, encodeURIComponent(value)]));
}

function compileSources(requestParameters: Record<string, string>) {
  const sources: Record<'header' | 'querystring' | 'path', Sources> = {
    header: [],
    querystring: [],
    path: [],
  };
  for (const [target, expression] of Object.entries(requestParameters)) {
    const places = ['header', 'querystring', 'path'] as const;
    const { place, name } = targetOf(target, 'integration.request', places);
    if (place === 'header') sources.header.push([name.toLowerCase(), requestSource(expression)]);
    else sources[place].push([name, place === 'path' ? pathSource(expression) : requestSource(expression)]);
  }
  return sources;
}

/** A path parameter goes on as the client encoded it; any other value is encoded. */
function pathSource(expression: string): Source {
  const source = requestSource(expression);
  if (expression.startsWith('method.request.path.')) return source;
  return (request) => encodeURIComponent(String(source(request) ?? ''));
}
