import * as z from 'zod';
import { CodedError, type ErrorCode, errorCatalogue, errorKind, type FieldError } from './errors.ts';

const fieldErrorSchema: z.ZodType<FieldError> = z.strictObject({
  path: z.string().describe('A JSON Pointer (RFC 6901) into the body, or to a parameter'),
  message: z.string(),
});

/** The body of every error answer. */
export const problemSchema = z
  .looseObject({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(errorCatalogue) as ErrorCode[]).describe('Stable: made for programs'),
    detail: z.string().optional().describe('What was given, what was expected, what to do: made for people'),
    errors: z.array(fieldErrorSchema).optional(),
  })
  .meta({ title: 'Problem', description: 'Problem details as of RFC 9457, with a stable code' });
export type Problem = z.infer<typeof problemSchema>;

/** Translates any thrown value. What is not a `CodedError` becomes `internal_error` and says nothing of its cause. */
export function toProblem(thrown: unknown): Problem {
  const error = thrown instanceof CodedError ? thrown : new CodedError('internal_error', '');
  const { status, title } = errorKind(error.code);
  return {
    ...error.members,
    type: 'about:blank',
    title,
    status,
    code: error.code,
    ...(error.message && { detail: error.message }),
    ...(error.fields && { errors: error.fields }),
  };
}
