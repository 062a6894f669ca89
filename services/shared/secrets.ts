import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import type { z } from 'zod';

/** A secret is read again after this long, so that a rotated one reaches warm functions. */
const maxAgeSeconds = 300;

/** The text of a secret in Secrets Manager, cached. */
export async function textSecret(arn: string): Promise<string> {
  const value = await getSecret(arn, { maxAge: maxAgeSeconds });
  if (typeof value === 'string') return value;
  throw new Error(`Secret ${arn} has no SecretString: store its value as text`);
}

/** A JSON secret, cached and checked. Errors name what is wrong and never quote the value. */
export async function jsonSecret<Schema extends z.ZodType>(
  arn: string,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const result = schema.safeParse(parse(await textSecret(arn)));
  if (result.success) return result.data;
  const wrong = result.error.issues.map((issue) => `${issue.path.join('.') || 'value'}: ${issue.message}`);
  throw new Error(`Secret ${arn} is wrong. ${wrong.join('; ')}`);
}

/** The message of JSON.parse's own error quotes the text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
