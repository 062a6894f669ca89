import type { Access, Caller } from './caller.ts';
import { HttpError } from './errors.ts';

/** What a handler sees of a request. */
export interface ApiRequest {
  /** Present on routes for customers and operators. */
  caller: Caller | undefined;
  /** The placeholders of the route's path, percent-decoded. */
  parameters: Record<string, string>;
  /** The query string; of a repeated name the last one counts. */
  query: Record<string, string>;
  /** Reads the body as JSON, or throws what `readJson` throws. */
  json: () => Promise<unknown>;
}

/** What a handler answers; the body is sent as JSON. */
export interface ApiResponse {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Route {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Such as `/products/{sku}`; a placeholder stands for one segment. */
  path: string;
  access: Access;
  handle(request: ApiRequest): Promise<ApiResponse>;
}

export interface Match {
  route: Route;
  parameters: Record<string, string>;
}

/** Finds the route for a method and path. Throws `not_found`, or `method_not_allowed` with the `Allow` header. */
export function router(routes: Route[]): (method: string, path: string) => Match {
  const table = routes.map((route) => ({ route, pattern: toPattern(route.path) }));
  return (method, path) => {
    const candidates = table.filter(({ pattern }) => pattern.test(path));
    if (candidates.length === 0) throw new HttpError('not_found', 'No resource has this path.');
    const wanted = method === 'HEAD' ? 'GET' : method;
    const found = candidates.find(({ route }) => route.method === wanted);
    if (!found) throw methodNotAllowed(candidates.map(({ route }) => route.method));
    return { route: found.route, parameters: decode(found.pattern.exec(path)?.groups ?? {}) };
  };
}

const toPattern = (path: string) => new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);

function methodNotAllowed(methods: string[]): HttpError {
  const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
  return new HttpError('method_not_allowed', `Use one of: ${allow}.`, { headers: { allow } });
}

function decode(parameters: Record<string, string>): Record<string, string> {
  try {
    return Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch (cause) {
    throw new HttpError('invalid_request', 'The path is not percent-encoded UTF-8.', { cause });
  }
}
