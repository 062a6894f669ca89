import { CodedError, type ErrorCode, errorKind, type FieldError } from './errors.ts';

/** The body of every error answer: RFC 9457 problem details with a stable `code`. */
export interface Problem {
  type: 'about:blank';
  title: string;
  status: number;
  code: ErrorCode;
  detail?: string;
  errors?: FieldError[];
}

/** Translates any thrown value. What is not a `CodedError` becomes `internal_error` and says nothing of its cause. */
export function toProblem(thrown: unknown): Problem {
  const error = thrown instanceof CodedError ? thrown : new CodedError(codeOf(thrown), '');
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

/** `@middy/http-json-body-parser` throws 415 for another media type and 422 for what does not parse. */
function codeOf(thrown: unknown): ErrorCode {
  const statusCode = thrown instanceof Error && 'statusCode' in thrown ? thrown.statusCode : undefined;
  if (statusCode === 415) return 'unsupported_media_type';
  if (statusCode === 422) return 'malformed_json';
  return 'internal_error';
}
