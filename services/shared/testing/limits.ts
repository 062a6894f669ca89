import { expect } from 'vitest';

/** One place of a document, as `lines.0.sku`, with values that are taken there and others that are refused. */
export type Limits = [path: string, taken: unknown[], refused: unknown[]];

/** For tests: whether `parse` keeps to the limits in one place of a document that it takes. `undefined` leaves it out. */
export function expectLimits(
  parse: (document: unknown) => unknown,
  document: object,
  [path, taken, refused]: Limits,
): void {
  const fits = (value: unknown) => {
    try {
      parse(withValue(document, path, value));
      return true;
    } catch {
      return false;
    }
  };
  expect({
    refusedOfTaken: taken.filter((value) => !fits(value)),
    takenOfRefused: refused.filter(fits),
  }).toEqual({ refusedOfTaken: [], takenOfRefused: [] });
}

function withValue(document: object, path: string, value: unknown): object {
  const copy = structuredClone(document) as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((at, key) => at[key] as Record<string, unknown>, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}
