import { GatewayError } from './gateway-error.ts';

/** Which resource and method serve a request, and the path parameters as sent: API Gateway does not decode them. */
export interface Match<Method> {
  method: Method;
  pathParameters: Record<string, string>;
}

interface Node<Method> {
  methods: Map<string, Method>;
  children: Map<string, Node<Method>>;
  parameter?: { name: string; node: Node<Method> };
  greedy?: { name: string; node: Node<Method> };
}

/**
 * The resource tree of an API. A path segment matches a static resource before `{parameter}` before `{greedy+}`, and a
 * resource counts only with a method for the request: its own verb before `ANY`. So a verb that a resource lacks
 * falls through to the next best resource, in the end to a greedy one further up.
 */
export class Router<Method> {
  readonly #root: Node<Method> = emptyNode();

  /** `path` as API Gateway writes it: `/orders/{orderId}`. */
  add(httpMethod: string, path: string, method: Method): void {
    const segments = path.split('/').filter((segment) => segment !== '');
    const methods = segments.reduce(childFor, this.#root).methods;
    if (methods.has(httpMethod)) throw new Error(`${httpMethod} ${path} is defined twice`);
    methods.set(httpMethod, method);
  }

  /** `path` as sent. A slash at its end makes no other resource of it and is no part of a greedy parameter. */
  match(httpMethod: string, path: string): Match<Method> | undefined {
    return find(this.#root, path.slice(1).split('/'), 0, httpMethod);
  }
}

function emptyNode<Method>(): Node<Method> {
  return { methods: new Map(), children: new Map() };
}

function childFor<Method>(node: Node<Method>, segment: string): Node<Method> {
  const [, name, plus] = /^\{([^{}+]+)(\+?)\}$/.exec(segment) ?? [];
  if (!name) {
    const child = node.children.get(segment) ?? emptyNode();
    node.children.set(segment, child);
    return child;
  }
  const kind = plus ? 'greedy' : 'parameter';
  const present = variableOf(node);
  // As API Gateway refuses it: "A sibling ({id}) of this resource already has a variable path part -- only one is allowed".
  if (present !== undefined && present !== segment)
    throw new Error(`Siblings ${present} and ${segment}: a resource has one path parameter below it`);
  node[kind] ??= { name, node: emptyNode() };
  return node[kind].node;
}

function variableOf<Method>({ parameter, greedy }: Node<Method>): string | undefined {
  if (parameter) return `{${parameter.name}}`;
  return greedy && `{${greedy.name}+}`;
}

function find<Method>(
  node: Node<Method>,
  segments: string[],
  at: number,
  httpMethod: string,
): Match<Method> | undefined {
  const segment = segments[at];
  if (segment === undefined) return methodOf(node, httpMethod);
  const isEnd = segment === '' && at === segments.length - 1;
  return (
    (isEnd ? methodOf(node, httpMethod) : undefined) ??
    findBelow(node, segments, at, httpMethod) ??
    findGreedy(node, segments.slice(at).join('/'), httpMethod)
  );
}

function findBelow<Method>(
  node: Node<Method>,
  segments: string[],
  at: number,
  httpMethod: string,
): Match<Method> | undefined {
  const segment = segments[at] ?? '';
  const child = node.children.get(decode(segment));
  const found = child && find(child, segments, at + 1, httpMethod);
  if (found || !node.parameter || segment === '') return found;
  const below = find(node.parameter.node, segments, at + 1, httpMethod);
  return below && withParameter(below, node.parameter.name, segment);
}

function findGreedy<Method>(node: Node<Method>, rest: string, httpMethod: string): Match<Method> | undefined {
  const value = rest.replace(/\/$/, '');
  if (!node.greedy || value === '') return undefined;
  const found = methodOf(node.greedy.node, httpMethod);
  return found && withParameter(found, node.greedy.name, value);
}

function methodOf<Method>(node: Node<Method>, httpMethod: string): Match<Method> | undefined {
  const method = node.methods.get(httpMethod) ?? node.methods.get('ANY');
  return method && { method, pathParameters: {} };
}

function withParameter<Method>(match: Match<Method>, name: string, value: string): Match<Method> {
  match.pathParameters[name] = value;
  return match;
}

/** Percent-decodes a segment. What is not UTF-8 behind the percent signs is a bad request. */
function decode(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new GatewayError('DEFAULT_4XX', {
      detail: `The path segment ${segment} is not percent-encoded UTF-8`,
    });
  }
}
