import { z } from 'zod';
import { AwsError } from '../aws-error.ts';

/** The input of an operation by its schema. What the schema does not take is refused with the code. */
export function checkInput<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  code = 'InvalidParameterException',
): z.infer<Schema> {
  const { success, data, error } = schema.safeParse(given);
  if (!success) throw new AwsError(code, z.prettifyError(error));
  return data;
}
