/** A field of a secret that holds a JSON object. The errors name the secret and never its value. */
export function secretField(secretId: string, secret: string, key: string): string {
  const fields = jsonFields(`The secret ${secretId}`, secret);
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (value === undefined) throw new Error(`The secret ${secretId} has no field ${key}`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The fields of a text that holds a JSON object. The error names `subject` and never the text, which may be secret. */
export function jsonFields(subject: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // its message would show a part of the text
  }
  throw new Error(`${subject} is not a JSON object`);
}
