const prefix = 'pending_reference_';

/**
 * Stands for a value that is only known once a resource exists, while a template is checked before anything is created.
 * Holds no character that templates split at.
 */
export function pendingReference(logicalId: string, attribute = 'Ref'): string {
  return `${prefix}${logicalId}_${attribute.replaceAll('.', '_')}`;
}

/** Whether a value has, at any depth, a part that is not known yet. */
export function isPending(value: unknown): boolean {
  return JSON.stringify(value)?.includes(prefix) ?? false;
}
