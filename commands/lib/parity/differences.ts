import type { Answer } from './request.ts';

/** Where two answers differ: `status`, `header location`, or a JSON Pointer into the body, `body/price/amount`. */
export interface Difference {
  where: string;
  /** What each side says there; undefined is nothing. */
  values: readonly [unknown, unknown];
}

/** Every place in which two answers are not the same. */
export function differencesOf(one: Answer, other: Answer): Difference[] {
  const names = new Set([...Object.keys(one.headers), ...Object.keys(other.headers)]);
  return [
    ...compare('status', one.status, other.status),
    ...[...names].sort().flatMap((name) => compare(`header ${name}`, one.headers[name], other.headers[name])),
    ...compare('body', one.body, other.body),
  ];
}

function compare(where: string, one: unknown, other: unknown): Difference[] {
  if (Object.is(one, other)) return [];
  if (!hasParts(one) || !hasParts(other) || shapeOf(one) !== shapeOf(other))
    return [{ where, values: [one, other] }];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap((key) => compare(`${where}/${key}`, one[key], other[key]));
}

const hasParts = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Lists are compared item by item when they are of one length, objects field by field. */
const shapeOf = (value: object) => (Array.isArray(value) ? value.length : 'object');
