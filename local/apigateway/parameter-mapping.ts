import { valueAt } from './json-path.ts';
import type { GatewayRequest } from './request.ts';
import { contextValue } from './request-context.ts';

/** What an integration answered, before it is mapped. */
export interface IntegrationAnswer {
  statusCode: number;
  /** By lower-case name. */
  headers: Record<string, string>;
  body: string;
  /** What selection patterns are matched against instead of the status code: the error message of a function. */
  errorMessage?: string;
}

/** Where a mapped value comes from. Undefined when the request or the answer does not have it. */
export type Source = (request: GatewayRequest, answer?: IntegrationAnswer) => string | undefined;

const requestSources: [RegExp, (name: string) => Source][] = [
  [/^'(.*)'$/s, (text) => () => text],
  [/^context\.(.+)$/, fromContext],
  [/^stageVariables\.(\w+)$/, (name) => (request) => request.api.stageVariables[name]],
  [/^method\.request\.path\.(.+)$/, (name) => (request) => request.pathParameters[name]],
  [/^method\.request\.querystring\.(.+)$/, (name) => (request) => request.queryParameter(name)],
  [/^method\.request\.header\.(.+)$/, fromRequestHeader],
];

const responseSources: [RegExp, (name: string) => Source][] = [
  ...requestSources.slice(0, 3),
  [/^integration\.response\.header\.(.+)$/, fromAnswerHeader],
  [/^integration\.response\.body(\..+)?$/, fromAnswerBody],
];

/**
 * A mapping expression of a request: `'text'`, `context.…`, `stageVariables.…`, `method.request.header|querystring|path.…`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 */
export function requestSource(expression: string): Source {
  return sourceOf(expression, requestSources);
}

/** A mapping expression of a response: `'text'`, `context.…`, `stageVariables.…`, `integration.response.header|body.…`. */
export function responseSource(expression: string): Source {
  return sourceOf(expression, responseSources);
}

function sourceOf(expression: string, sources: [RegExp, (name: string) => Source][]): Source {
  for (const [pattern, source] of sources) {
    const found = pattern.exec(expression);
    if (found) return source(found[1] ?? '');
  }
  throw new Error(
    `${expression} is not a mapping expression that is understood; quote static text: '${expression}'`,
  );
}

function fromContext(dotted: string): Source {
  const path = dotted.split('.');
  return (request) => contextValue(request.context, path);
}

function fromRequestHeader(name: string): Source {
  const lowerCaseName = name.toLowerCase();
  return (request) => request.header(lowerCaseName);
}

function fromAnswerHeader(name: string): Source {
  const lowerCaseName = name.toLowerCase();
  return (_, answer) => answer?.headers[lowerCaseName];
}

function fromAnswerBody(dottedPath = ''): Source {
  if (dottedPath === '') return (_, answer) => answer?.body;
  return (_, answer) => {
    const value = valueAt(jsonOf(answer?.body), `$${dottedPath}`);
    return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
  };
}

/** A body that is no JSON has no value at any path. */
function jsonOf(body = ''): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** `integration.request.header.X` -> place `header`, name `X`; any other target is an error that names it. */
export function targetOf<Place extends string>(
  target: string,
  prefix: string,
  places: readonly Place[],
): { place: Place; name: string } {
  const [, rest] = target.split(`${prefix}.`);
  const place = places.find((candidate) => rest?.startsWith(`${candidate}.`));
  if (target.startsWith(`${prefix}.`) && rest && place) return { place, name: rest.slice(place.length + 1) };
  throw new Error(`${target} cannot be mapped here; expected ${prefix}.${places.join('|')}.<name>`);
}
