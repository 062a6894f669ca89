/**
 * Most expressions of a workflow are a variable and names behind it: `$states.input.order.id`. Their value is read without
 * JSONata, which takes ten times as long, unless JSONata would treat it in a way of its own.
 */
export type PlainPath = readonly string[];

type Node = Record<string, unknown>;

/** The names of an expression that is a variable and names alone; undefined for any other. */
export function plainPath(ast: object): PlainPath | undefined {
  const { type, steps = [], ...more } = ast as Node & { steps?: Node[] };
  if (type === 'variable') return isPlain(ast as Node) ? [String((ast as Node)['value'])] : undefined;
  if (type !== 'path' || Object.keys(more).length > 0) return undefined;
  const isPath = steps.every(
    (step, index) => step['type'] === (index ? 'name' : 'variable') && isPlain(step),
  );
  return isPath ? steps.map(({ value }) => String(value)) : undefined;
}

/** Without a predicate, a sorting, a focus, or whatever else may hang on a step. */
function isPlain(node: Node): boolean {
  return Object.keys(node).every((key) => ['type', 'value', 'position'].includes(key));
}

/** The value there; undefined when there is none, or when a list is met, whose items JSONata takes one by one. */
export function valueOn(path: PlainPath, variables: object): unknown {
  let value: unknown = variables;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Node)[name];
    if (Array.isArray(value)) return undefined;
  }
  return typeof value === 'function' ? undefined : value;
}
