/** Every error that a caller can meet: a stable code with its HTTP status and title. */
export const errorCatalogue = {
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  invalid_request: { status: 400, title: 'The request does not fit its schema' },
  unauthorized: { status: 401, title: 'A signed-in caller is required' },
  forbidden: { status: 403, title: 'You may not do this' },
  not_found: { status: 404, title: 'There is no such thing here' },
  method_not_allowed: { status: 405, title: 'This resource does not have this method' },
  stale_version: { status: 409, title: 'Somebody else changed it first' },
  shipment_differs: { status: 409, title: 'Another shipment is booked for this order' },
  shipment_cancelled: { status: 409, title: 'The shipment of this order is cancelled' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be application/json' },
  not_deliverable: { status: 422, title: 'No carrier delivers there' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  database_unavailable: { status: 503, title: 'The service cannot reach its database right now' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** One wrong field of a request: `path` is a JSON Pointer (RFC 6901) into the body or names a parameter. */
export interface FieldError {
  path: string;
  message: string;
}

interface HttpErrorOptions {
  fields?: FieldError[];
  headers?: Record<string, string>;
  cause?: unknown;
}

/** An error that the caller may see. `detail` names what was given, what was expected and what to do. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: ErrorCode;
  readonly fields: FieldError[] | undefined;
  readonly headers: Record<string, string>;

  constructor(code: ErrorCode, detail: string, options: HttpErrorOptions = {}) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.fields = options.fields;
    this.headers = options.headers ?? {};
  }
}

/** The body of every error answer: RFC 9457 problem details with a stable `code`. */
export interface Problem {
  type: 'about:blank';
  title: string;
  status: number;
  code: ErrorCode;
  detail?: string;
  errors?: FieldError[];
}

export function toProblem({ code, message, fields }: HttpError): Problem {
  return {
    type: 'about:blank',
    ...errorCatalogue[code],
    code,
    ...(message && { detail: message }),
    ...(fields && { errors: fields }),
  };
}
