import { ignored } from '../ignored.ts';

type Reasons = Readonly<Record<string, string>>;

/** Whether the local run leaves out resources of this type altogether. */
export function isOmittedType(type: string, reasons: Reasons = ignored): boolean {
  return type in reasons;
}

/**
 * A copy of a resource's properties without those that the local run leaves out: `<type> <path>`, or `* <path>` for all
 * types. A path through a list reaches every item.
 */
export function withoutOmitted(
  type: string,
  properties: Record<string, unknown>,
  reasons: Reasons = ignored,
): Record<string, unknown> {
  const copy = structuredClone(properties);
  for (const key of Object.keys(reasons)) {
    const [owner, path] = key.split(' ');
    if (path && (owner === type || owner === '*')) remove(copy, path.split('.'));
  }
  return copy;
}

function remove(value: unknown, [name, ...rest]: string[]): void {
  if (Array.isArray(value)) {
    for (const item of value) remove(item, [name ?? '', ...rest]);
  } else if (typeof value === 'object' && value !== null && name !== undefined && name in value) {
    const holder = value as Record<string, unknown>;
    if (rest.length === 0) delete holder[name];
    else remove(holder[name], rest);
  }
}
