import { JsonList } from './java-values.ts';

/** What one part of a path finds in a value. `many`: the whole path then stands for a list. */
interface Step {
  select: (value: unknown) => unknown[];
  many?: boolean;
}

const compiled = new Map<string, Step[]>();

/**
 * The value at a JSONPath, as the library that API Gateway uses understands it: undefined when there is none, and with
 * `*`, `..`, several indexes, a slice or a filter the list of all that there are. A filter is one comparison, or asks
 * whether something is there. A path of another form is an error that names it.
 * https://github.com/json-path/JsonPath
 */
export function valueAt(document: unknown, path: string): unknown {
  let steps = compiled.get(path);
  if (!steps) {
    steps = parse(/^[$@]/.test(path) ? path : `$.${path}`);
    compiled.set(path, steps);
  }
  const values = steps.reduce<unknown[]>((found, { select }) => found.flatMap(select), [document]);
  return steps.some(({ many }) => many) ? JsonList.from(values) : values[0];
}

const forms: [RegExp, (...found: string[]) => Step][] = [
  [/\.\.(?=\[)|\.(?=\.)/y, () => ({ select: withDescendants, many: true })],
  [/\.\*|\[\*\]/y, () => ({ select: membersOf, many: true })],
  [/\.length\(\)/y, () => ({ select: (value) => [membersOf(value).length] })],
  [/\[\?\(\s*(@[^\s=!<>)]*)\s*(?:(==|!=|<=?|>=?)\s*('[^']*'|"[^"]*"|[\w.-]+))?\s*\)\]/y, filter],
  [/\[(-?\d*):(-?\d*)\]/y, (from, to) => ({ select: (list) => sliceOf(list, from, to), many: true })],
  [/\[(-?\d+(?:\s*,\s*-?\d+)*)\]/y, indexes],
  [/\.([^.[\]()\s]+)|\['([^']*)'\]|\["([^"]*)"\]/y, (...found) => ({ select: memberOf(found.join('')) })],
];

function parse(path: string): Step[] {
  const steps: Step[] = [];
  for (let at = 1; at < path.length; ) {
    const match = forms.find(([form]) => {
      form.lastIndex = at;
      return form.test(path);
    });
    if (!match) throw new Error(`JSONPath ${path} is not supported from character ${at} on`);
    const [form, stepOf] = match;
    form.lastIndex = at;
    steps.push(stepOf(...(form.exec(path)?.slice(1) ?? [])));
    at = form.lastIndex;
  }
  return steps;
}

function membersOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function withDescendants(value: unknown): unknown[] {
  return [value, ...membersOf(value).flatMap(withDescendants)];
}

function memberOf(name: string): Step['select'] {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    return Object.hasOwn(value, name) ? [(value as Record<string, unknown>)[name]] : [];
  };
}

function indexes(list: string): Step {
  const places = list.split(',').map(Number);
  const select = (value: unknown) =>
    Array.isArray(value)
      ? places.map((place) => value.at(place)).filter((member) => member !== undefined)
      : [];
  return { select, many: places.length > 1 };
}

function sliceOf(list: unknown, from = '', to = ''): unknown[] {
  return Array.isArray(list) ? list.slice(Number(from), to === '' ? undefined : Number(to)) : [];
}

const comparisons: Record<string, (one: number, other: number) => boolean> = {
  '==': (one, other) => one === other,
  '!=': (one, other) => one !== other,
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
};

function filter(path = '', operator = '', literal = 'null'): Step {
  const expected = JSON.parse(literal.replace(/^'(.*)'$/s, '"$1"'));
  const isMet = (member: unknown) => {
    const found = valueAt(member, path);
    return comparisons[operator]?.(found?.valueOf() as number, expected) ?? found !== undefined;
  };
  return { select: (value) => (Array.isArray(value) ? value : [value]).filter(isMet), many: true };
}
