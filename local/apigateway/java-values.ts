/** A number that JavaScript would write otherwise, or not keep: `1.0`, `12345678901234567890`. */
class SourceNumber {
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  valueOf(): number {
    return Number(this.#source);
  }

  toString(): string {
    return this.#source;
  }

  toJSON(): unknown {
    return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(this.#source);
  }
}

/** A list that came from JSON, which API Gateway shows as JSON where Java's own lists are `[a, b]`. */
export class JsonList extends Array<unknown> {}

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;

/** Numbers stay as they are written. https://tc39.es/proposal-json-parse-with-source/ */
const revive: Reviver = (_, value, { source = '' }) => {
  if (Array.isArray(value)) return JsonList.from(value);
  return typeof value === 'number' && String(value) !== source ? new SourceNumber(source) : value;
};

/** The value of a text in JSON. One that does not begin as JSON is a value itself; one that does and is none, an error. */
export function parseBody(body: string): unknown {
  try {
    return JSON.parse(body, revive as (key: string, value: unknown) => unknown);
  } catch (error) {
    if (/^\s*[[{]/.test(body)) throw error;
    return body;
  }
}

export function isMap(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** How a template shows a value: nothing is empty text, and a map is `{a=b, c=d}`. */
export function textOf(value: unknown): string {
  if (value instanceof JsonList) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(elementText).join(', ')}]`;
  if (!isMap(value)) return String((value as string | null | undefined) ?? '');
  const members = Object.entries(value).map(([key, member]) => `${key}=${elementText(member)}`);
  return `{${members.join(', ')}}`;
}

function elementText(value: unknown): string {
  return value === null ? 'null' : textOf(value);
}

/** Whether `==` of Velocity holds: two numbers by their value, anything else by its text; nothing is only nothing. */
export function isEqual(one: unknown, other: unknown): boolean {
  if (one === undefined || one === null || other === undefined || other === null)
    return (one ?? other) == null;
  return isNumber(one) && isNumber(other) ? Number(one) === Number(other) : textOf(one) === textOf(other);
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || value instanceof SourceNumber;
}
