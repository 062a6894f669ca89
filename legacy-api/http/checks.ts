import { type FieldError, HttpError } from './errors.ts';

type Checked<T> = { value: T } | { errors: FieldError[] };

/** Checks one value from outside. `path` is where it stands, for the errors. */
export type Check<T> = (value: unknown, path: string) => Checked<T>;

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

const wrong = (path: string, message: string) => ({ errors: [{ path, message }] });

/** Text without surrounding white space. Control characters and broken Unicode are refused: PostgreSQL cannot hold them. */
export function text(minLength: number, maxLength: number): Check<string> {
  return (value, path) => {
    const trimmed = typeof value === 'string' ? value.trim() : undefined;
    if (trimmed === undefined || trimmed.length < minLength || trimmed.length > maxLength)
      return wrong(path, `expected text of ${minLength} to ${maxLength} characters`);
    if (/\p{Cc}/u.test(trimmed) || !trimmed.isWellFormed())
      return wrong(path, 'expected text without control characters');
    return { value: trimmed };
  };
}

export function matching(pattern: RegExp, expected: string): Check<string> {
  return (value, path) =>
    typeof value === 'string' && pattern.test(value) ? { value } : wrong(path, `expected ${expected}`);
}

export function wholeNumber(min: number, max: number): Check<number> {
  return (value, path) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? { value }
      : wrong(path, `expected a whole number from ${min} to ${max}`);
}

/** A whole number written in decimal digits, as query strings carry it. */
export function digits(min: number, max: number): Check<number> {
  const check = wholeNumber(min, max);
  return (value, path) =>
    check(typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : undefined, path);
}

export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, path) => (value === undefined ? { value: undefined } : check(value, path));
}

export function list<T>(item: Check<T>, minLength: number, maxLength: number): Check<T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length < minLength || value.length > maxLength)
      return wrong(path, `expected a list of ${minLength} to ${maxLength} items`);
    const checked = value.map((entry, index) => item(entry, `${path}/${index}`));
    const errors = checked.flatMap((entry) => ('errors' in entry ? entry.errors : []));
    return errors.length > 0
      ? { errors }
      : { value: checked.flatMap((entry) => ('value' in entry ? [entry.value] : [])) };
  };
}

/** An object with exactly these fields; others are refused by name. */
export function object<S extends Shape>(shape: S): Check<Values<S>> {
  return (value, path) => {
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
  };
}

/** RFC 6901, section 3. */
const pointer = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');
