import { isOmittedType } from './omission.ts';
import { physicalIdOf } from './physical-id.ts';
import type { Account } from './stack-scope.ts';
import type { Stack } from './template.ts';

/** `Ref` of a resource that the local run leaves out: a name, the same on every start. Undefined for all others. */
export function omittedRef(stack: Stack, logicalId: string): string | undefined {
  const type = stack.template.Resources[logicalId]?.Type;
  return type !== undefined && isOmittedType(type) ? physicalIdOf(stack.name, logicalId) : undefined;
}

/** Any attribute of such a resource: an ARN where one is asked for, else a name. */
export function omittedAttribute(
  stack: Stack,
  logicalId: string,
  attribute: string,
  { region, accountId }: Account,
): string | undefined {
  const name = omittedRef(stack, logicalId);
  if (name === undefined) return undefined;
  if (!attribute.endsWith('Arn')) return `${name}-${attribute}`;
  const service = stack.template.Resources[logicalId]?.Type.split('::')[1]?.toLowerCase();
  return `arn:aws:${service}:${region}:${accountId}:${name}`;
}
