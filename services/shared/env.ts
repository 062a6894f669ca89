import type { z } from 'zod';

/**
 * Reads a function's environment once, at start. A missing or wrong variable ends the start with one line that names
 * it, so that a bad deployment fails before its first request. Values are never printed: they may be secret.
 */
export function readEnv<Schema extends z.ZodType>(
  schema: Schema,
  source: NodeJS.ProcessEnv = process.env,
): z.infer<Schema> {
  const result = schema.safeParse(source);
  if (result.success) return result.data;
  const wrong = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`Environment of this function is wrong. ${wrong.join('; ')}. Set it in infra/services.`);
}
