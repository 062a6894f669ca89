import { type FieldError, HttpError } from './errors.ts';

type Checked<T> = { value: T } | { errors: FieldError[] };

/** JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Checks one value from outside. `path` is where it stands, for the errors. */
export interface Check<T> {
  (value: unknown, path: string): Checked<T>;
  /** The same in JSON Schema, for the API's document; what it cannot say, it leaves out. */
  readonly schema: JsonSchema;
  /** The value may be missing. */
  readonly isOptional?: boolean;
}

/** What a check lets through. */
export type ValueOf<C> = C extends Check<infer T> ? T : never;

type Shape = Record<string, Check<unknown>>;
type Values<S extends Shape> = { [Key in keyof S]: ValueOf<S[Key]> };

/** The value when it fits, else `invalid_request` naming every wrong field. */
export function parse<T>(check: Check<T>, value: unknown): T {
  const checked = check(value, '');
  if ('value' in checked) return checked.value;
  const detail = checked.errors.map(({ path, message }) => `${path || '/'}: ${message}`).join('; ');
  throw new HttpError('invalid_request', detail, { fields: checked.errors });
}

function checkBy<T>(schema: JsonSchema, check: (value: unknown, path: string) => Checked<T>): Check<T> {
  return Object.assign(check, { schema });
}

const wrong = (path: string, message: string) => ({ errors: [{ path, message }] });

/** PostgreSQL holds neither all control characters nor halves of surrogate pairs; U+FFFD is what is left of broken text. */
const printable = /^[^\p{Cc}\p{Cs}\ufffd]*$/u;

/** Text without surrounding white space, without control characters and broken Unicode. */
export function text(minLength: number, maxLength: number): Check<string> {
  const schema = {
    type: 'string',
    ...(minLength > 0 && { minLength }),
    maxLength,
    pattern: printable.source,
  };
  return checkBy(schema, (value, path) => {
    const trimmed = typeof value === 'string' ? value.trim() : undefined;
    if (trimmed === undefined || trimmed.length < minLength || trimmed.length > maxLength)
      return wrong(path, `expected text of ${minLength} to ${maxLength} characters`);
    if (!printable.test(trimmed))
      return wrong(path, 'expected text without control characters and broken Unicode');
    return { value: trimmed };
  });
}

/** Text of long ago, which no check has seen. */
export const anyText: Check<string> = checkBy({ type: 'string' }, (value, path) =>
  typeof value === 'string' ? { value } : wrong(path, 'expected text'),
);

export function matching(pattern: RegExp, expected: string): Check<string> {
  return checkBy({ type: 'string', pattern: pattern.source }, (value, path) =>
    typeof value === 'string' && pattern.test(value) ? { value } : wrong(path, `expected ${expected}`),
  );
}

/** An instant in UTC as ISO 8601 writes it. */
export const instant: Check<string> = checkBy({ type: 'string', format: 'date-time' }, (value, path) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)
    ? { value }
    : wrong(path, 'expected an instant such as 2026-01-31T12:00:00.000Z'),
);

export function oneOf<const Allowed extends string>(...allowed: Allowed[]): Check<Allowed> {
  const schema = allowed.length === 1 ? { const: allowed[0] } : { enum: allowed };
  return checkBy({ type: 'string', ...schema }, (value, path) => {
    const found = allowed.find((each) => each === value);
    return found === undefined ? wrong(path, `expected ${allowed.join(' or ')}`) : { value: found };
  });
}

export function wholeNumber(min: number, max: number = Number.MAX_SAFE_INTEGER): Check<number> {
  return checkBy({ type: 'integer', minimum: min, maximum: max }, (value, path) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? { value }
      : wrong(path, `expected a whole number from ${min} to ${max}`),
  );
}

/** A whole number written in decimal digits, as query strings carry it. */
export function digits(min: number, max: number): Check<number> {
  const check = wholeNumber(min, max);
  return checkBy(check.schema, (value, path) =>
    check(typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : undefined, path),
  );
}

export function optional<T>(check: Check<T>): Check<T | undefined> {
  const orNothing = checkBy<T | undefined>(check.schema, (value, path) =>
    value === undefined ? { value: undefined } : check(value, path),
  );
  return Object.assign(orNothing, { isOptional: true });
}

/** What is missing is `value`. */
export function otherwise<T>(check: Check<T>, value: T): Check<T> {
  const orDefault = checkBy({ ...check.schema, default: value }, (given, path) =>
    given === undefined ? { value } : check(given, path),
  );
  return Object.assign(orDefault, { isOptional: true });
}

/** The same under a name, by which the API's document speaks of it. */
export const named = <T>(title: string, check: Check<T>): Check<T> =>
  checkBy({ title, ...check.schema }, (value, path) => check(value, path));

export function list<T>(item: Check<T>, minLength: number, maxLength: number): Check<T[]> {
  const schema = {
    ...{ type: 'array', items: item.schema },
    ...(minLength > 0 && { minItems: minLength }),
    maxItems: maxLength,
  };
  return checkBy(schema, (value, path) => {
    if (!Array.isArray(value) || value.length < minLength || value.length > maxLength)
      return wrong(path, `expected a list of ${minLength} to ${maxLength} items`);
    const checked = value.map((entry, index) => item(entry, `${path}/${index}`));
    const errors = checked.flatMap((entry) => ('errors' in entry ? entry.errors : []));
    return errors.length > 0
      ? { errors }
      : { value: checked.flatMap((entry) => ('value' in entry ? [entry.value] : [])) };
  });
}

/** An object with exactly these fields; others are refused by name. */
export function object<S extends Shape>(shape: S): Check<Values<S>> {
  return checkBy(objectSchema(shape), (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return wrong(path, 'expected an object');
    const given = new Map<string, unknown>(Object.entries(value));
    const errors: FieldError[] = [];
    const values: Record<string, unknown> = {};
    for (const [key, check] of Object.entries(shape)) {
      const checked = check(given.get(key), `${path}/${key}`);
      if ('errors' in checked) errors.push(...checked.errors);
      else values[key] = checked.value;
    }
    for (const key of given.keys())
      if (!Object.hasOwn(shape, key))
        errors.push({ path: `${path}/${pointer(key)}`, message: 'not a known field' });
    return errors.length > 0 ? { errors } : { value: values as Values<S> };
  });
}

const objectSchema = (shape: Shape): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(Object.entries(shape).map(([key, { schema }]) => [key, schema])),
  required: Object.keys(shape).filter((key) => !shape[key]?.isOptional),
  additionalProperties: false,
});

/** RFC 6901, section 3. */
const pointer = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');
