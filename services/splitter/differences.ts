import type { APIGatewayProxyResult } from 'aws-lambda';

/** The headers that mean something to a client. Others say who answered, when, and over which connection. */
const meaningful = [
  ...['allow', 'cache-control', 'content-language', 'content-type', 'etag', 'last-modified'],
  ...['link', 'location', 'retry-after', 'set-cookie', 'vary', 'www-authenticate'],
];

/** Of a problem these are for people (RFC 9457, section 3.1): each side has its own words. */
const forPeople = new Set(['title', 'detail', 'message']);

const most = 20;

/**
 * What differs between two answers to one request: the status, the names of headers, and where in the body, as JSON
 * Pointers (RFC 6901). Never the values: they may be personal data. Empty when a client could not tell them apart.
 */
export function differencesOf(one: APIGatewayProxyResult, other: APIGatewayProxyResult): string[] {
  const status = one.statusCode === other.statusCode ? [] : [`status ${one.statusCode}, ${other.statusCode}`];
  const headers = meaningful
    .filter((name) => headerOf(one, name) !== headerOf(other, name))
    .map((name) => `header ${name}`);
  return [...status, ...headers, ...bodyDifferences(one, other)].slice(0, most);
}

function headerOf({ headers = {}, multiValueHeaders = {} }: APIGatewayProxyResult, name: string): string {
  return Object.entries({ ...headers, ...multiValueHeaders })
    .filter(([key]) => key.toLowerCase() === name)
    .map(([, value]) => String(value))
    .join();
}

function bodyDifferences(one: APIGatewayProxyResult, other: APIGatewayProxyResult): string[] {
  if (one.body === other.body) return [];
  const [mine, theirs] = [parse(one.body), parse(other.body)];
  if (mine === undefined || theirs === undefined) return ['body'];
  const isProblem = headerOf(one, 'content-type').startsWith('application/problem+json');
  return pathsOf(mine, theirs, isProblem ? forPeople : new Set()).map((path) => `body ${path}`.trimEnd());
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Where two JSON values differ. The order of an object's members says nothing, that of a list's items does. */
function pathsOf(one: unknown, other: unknown, without: ReadonlySet<string>): string[] {
  if (!isHolder(one) || !isHolder(other) || Array.isArray(one) !== Array.isArray(other))
    return one === other ? [] : [''];
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (name) => !without.has(name),
  );
  return names.flatMap((name) =>
    pathsOf(one[name], other[name], without).map((path) => `/${escaped(name)}${path}`),
  );
}

const isHolder = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');
