/** Replaces `${name}` in a definition for each substitution; other text in braces belongs to the definition. */
export function substitute(
  definition: string,
  substitutions: Record<string, string | number | boolean>,
): string {
  return definition.replace(/\$\{([^}]+)\}/g, (text, name: string) =>
    Object.hasOwn(substitutions, name) ? String(substitutions[name]) : text,
  );
}
