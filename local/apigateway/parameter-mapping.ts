import { GatewayError } from './gateway-error.ts';
import { parseBody } from './java-values.ts';
import { valueAt } from './json-path.ts';
import type { GatewayRequest } from './request.ts';
import { contextValue } from './request-context.ts';

/** What an integration answered, before it is mapped. */
export interface IntegrationAnswer {
  statusCode: number;
  /** By lower-case name. */
  headers: Record<string, string | string[]>;
  body: string;
  /** What selection patterns are matched against instead of the status code: the error message of a function. */
  errorMessage?: string;
}

/** Where a mapped value comes from. Undefined when the request or the answer does not have it. */
export type Source = (request: GatewayRequest, answer?: IntegrationAnswer) => string | string[] | undefined;

const requestSources: [RegExp, (name: string) => Source][] = [
  [/^'(.*)'$/s, (text) => () => text],
  [/^context\.(.+)$/, fromContext],
  [/^stageVariables\.(\w+)$/, (name) => (request) => request.api.stageVariables[name]],
  [/^method\.request\.path\.(.+)$/, (name) => (request) => request.pathParameters[name]],
  [/^method\.request\.querystring\.(.+)$/, (name) => (request) => request.queryParameter(name)],
  [/^method\.request\.multivaluequerystring\.(.+)$/, (name) => (request) => request.query[name]],
  [/^method\.request\.header\.(.+)$/, (name) => (request) => request.headerForBackend(name)],
  [/^method\.request\.multivalueheader\.(.+)$/, (name) => (request) => request.headerValues(name)],
  [/^method\.request\.body(\..+)?$/, (path) => (request) => fromBody(request.text, path, 'BAD_REQUEST_BODY')],
];

const responseSources: [RegExp, (name: string) => Source][] = [
  ...requestSources.slice(0, 3),
  [/^integration\.response\.header\.(.+)$/, (name) => (_, answer) => headerOf(answer, name)?.at(-1)],
  [/^integration\.response\.multivalueheader\.(.+)$/, (name) => (_, answer) => headerOf(answer, name)],
  [
    /^integration\.response\.body(\..+)?$/,
    (path) => (_, answer) => fromBody(answer?.body, path, 'DEFAULT_5XX'),
  ],
];

/**
 * A mapping expression of a request: `'text'`, `context.…`, `stageVariables.…`, `method.request.…`: a header, query or path
 * parameter, every value of one (`multivalueheader`), or the body.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 */
export function requestSource(expression: string): Source {
  return sourceOf(expression, requestSources);
}

/** A mapping expression of a response: `'text'`, `context.…`, `stageVariables.…`, `integration.response.…`. */
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

function headerOf(answer: IntegrationAnswer | undefined, name: string): string[] | undefined {
  const value = answer?.headers[name.toLowerCase()];
  return value === undefined ? undefined : [value].flat();
}

/** The whole body, `{}` when there is none, or what is at a path of it: text as it is, anything else as JSON. */
function fromBody(sent = '', path: string, broken: 'BAD_REQUEST_BODY' | 'DEFAULT_5XX'): string | undefined {
  const body = sent || '{}';
  try {
    const document = parseBody(body);
    if (path === '') return body;
    const value = valueAt(document, `$${path}`);
    return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
  } catch (error) {
    const { message: detail } = error as Error;
    const message = broken === 'BAD_REQUEST_BODY' ? { message: 'Invalid JSON in request body' } : {};
    throw new GatewayError(broken, { detail, ...message });
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
