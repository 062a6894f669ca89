import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { z } from 'zod';
import { CodedError, errorKind, type FieldError } from './errors.ts';
import { checkJsonLimits } from './json-limits.ts';
import { correlationHeader, logger, observed } from './observability.ts';
import { toProblem } from './problem.ts';

/** What a route handler sees: the API Gateway event with its body already parsed and checked. */
export interface HttpRequest<Body = undefined> {
  body: Body;
  event: APIGatewayProxyEvent;
  context: Context;
}

/** What a route handler answers; the body is sent as JSON. */
export interface HttpResponse {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Answers one method of one resource, or throws. */
export type Route = (event: APIGatewayProxyEvent, context: Context) => Promise<HttpResponse>;

/** A route without a body. */
export function route(handle: (request: HttpRequest) => Promise<HttpResponse>): Route {
  return (event, context) => handle({ body: undefined, event, context });
}

/**
 * A route with a JSON body: another media type is 415, a body that is too large 413, what is too deep, does not parse or
 * does not fit 400, with each path.
 */
export function jsonRoute<Schema extends z.ZodType>(
  schema: Schema,
  handle: (request: HttpRequest<z.infer<Schema>>) => Promise<HttpResponse>,
): Route {
  return async (event, context) => handle({ body: parseWith(schema, readJson(event)), event, context });
}

function readJson(event: APIGatewayProxyEvent): unknown {
  const mediaType = header(event, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json')
    throw new CodedError(
      'unsupported_media_type',
      `Send application/json, not ${mediaType || 'an unnamed type'}`,
    );
  const text = event.body ?? '';
  checkJsonLimits(text);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CodedError('malformed_json', 'Send one JSON value in UTF-8', { cause });
  }
}

/** A route for one group of callers: everybody else is refused before the body is looked at. */
export function onlyFor(group: string, guarded: Route): Route {
  return async (event, context) => {
    if (!callerOf(event).groups.includes(group))
      throw new CodedError('forbidden', `This needs the group ${group}`);
    return guarded(event, context);
  };
}

/** Checks any input from outside: what does not fit becomes `invalid_request` naming each wrong path. */
export function parseWith<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields = result.error.issues.flatMap(toFieldErrors);
  throw new CodedError('invalid_request', fields.map((f) => `${f.path || 'body'}: ${f.message}`).join('; '), {
    fields,
  });
}

/** JSON Pointer, RFC 6901: the whole document is the empty text. */
const pointer = (path: PropertyKey[]) =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

function toFieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: pointer(issue.path), message: issue.message }];
  return issue.keys.map((key) => ({ path: pointer([...issue.path, key]), message: 'not a known field' }));
}

/**
 * One Lambda function behind several routes of a REST API, keyed `METHOD /resource/{path}` as API Gateway names them.
 * Every answer says who served it, and every error leaves as a problem (RFC 9457).
 */
export function httpApi(servedBy: string, routes: Record<string, Route>) {
  return observed<APIGatewayProxyEvent, APIGatewayProxyResult>().handler(async (event, context) => {
    // The access log knows only the API's own id of the request.
    logger.appendKeys({
      correlationId: correlationIdOf(event),
      apiRequestId: event.requestContext.requestId,
    });
    const answered = await answer(routes, event, context);
    return {
      statusCode: answered.status,
      headers: {
        'x-served-by': servedBy,
        [correlationHeader]: correlationIdOf(event),
        ...answered.headers,
      },
      body: answered.body === undefined ? '' : JSON.stringify(answered.body),
    };
  });
}

async function answer(
  routes: Record<string, Route>,
  event: APIGatewayProxyEvent,
  context: Context,
): Promise<HttpResponse> {
  try {
    const key = `${event.httpMethod} ${withoutSideDoor(event.resource)}`;
    const handle = routes[key];
    if (!handle) throw new CodedError('not_found', `No handler for ${key}`);
    const response = await handle(withDecodedPath(event), context);
    const contentType = response.body !== undefined && { 'content-type': 'application/json' };
    return { ...response, headers: { ...contentType, ...response.headers } };
  } catch (error) {
    const body = toProblem(error);
    if (body.status >= 500) logger.error('Request failed', { error: error as Error, code: body.code });
    else logger.info('Request refused', { code: body.code });
    const { retryAfter } = errorKind(body.code);
    const again = retryAfter !== undefined && { 'retry-after': String(retryAfter) };
    return { status: body.status, body, headers: { 'content-type': 'application/problem+json', ...again } };
  }
}

const withDecodedPath = ({ pathParameters, ...event }: APIGatewayProxyEvent): APIGatewayProxyEvent => ({
  ...event,
  pathParameters:
    pathParameters &&
    Object.fromEntries(
      Object.entries(pathParameters).map(([name, value]) => [name, value && percentDecoded(value)]),
    ),
});

/** While a route moves between two services, each answers it at `/via/<service>/...` too, which is no other route. */
const withoutSideDoor = (resource: string) => resource.replace(/^\/via\/[^/]+/, '');

/** The caller's correlation id when it is short and harmless enough to travel everywhere, else the request's own id. */
export function correlationIdOf(event: APIGatewayProxyEvent): string {
  const given = header(event, correlationHeader);
  return given && /^[\w.:-]{1,128}$/.test(given) ? given : event.requestContext.requestId;
}

/** A request header by its name in any case, or undefined. */
export function header(event: APIGatewayProxyEvent, name: string): string | undefined {
  const found = Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return found?.[1];
}

/** A path parameter that the resource always has. */
export function pathParameter(event: APIGatewayProxyEvent, name: string): string {
  const value = event.pathParameters?.[name];
  if (value === undefined) throw new Error(`Resource ${event.resource} has no path parameter ${name}`);
  return value;
}

/** REST APIs hand a function the parameters of a path as they were sent. What is no percent-encoding is left as it is. */
export function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Who calls: the user name in the pool (for customers, their customer id) and groups, from the verified access token. */
export interface Caller {
  id: string;
  groups: string[];
}

/** The caller that the API's Cognito authorizer let through. */
export function callerOf(event: APIGatewayProxyEvent): Caller {
  const claims: Record<string, string> | undefined = event.requestContext.authorizer?.['claims'];
  if (!claims?.['username']) throw new CodedError('forbidden', 'This route needs a signed-in caller');
  return { id: claims['username'], groups: groupsOf(claims['cognito:groups']) };
}

/** API Gateway hands an array claim over as text: `a,b` or `[a b]`. */
function groupsOf(claim: string | undefined): string[] {
  return (claim ?? '')
    .replace(/^\[|\]$/g, '')
    .split(/[\s,]+/)
    .filter(Boolean);
}
