interface ErrorKind {
  /** HTTP status. */
  status: number;
  title: string;
  /** When the same request may succeed, in seconds: sent as `Retry-After` (RFC 9110). Absent where waiting does not help. */
  retryAfter?: number;
}

/**
 * Every error that a caller can meet: a stable code with its HTTP status and title.
 * Domain code throws `CodedError`; `problem.ts` translates it, once, at the edge.
 */
export const errorCatalogue = {
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  invalid_request: { status: 400, title: 'The request does not fit its schema' },
  missing_idempotency_key: { status: 400, title: 'An Idempotency-Key header is required' },
  forbidden: { status: 403, title: 'You may not do this' },
  not_found: { status: 404, title: 'There is no such thing here' },
  stale_version: { status: 409, title: 'Somebody else changed it first' },
  already_exists: { status: 412, title: 'It exists already' },
  request_in_progress: { status: 409, title: 'The same request is still being worked on', retryAfter: 1 },
  price_changed: { status: 409, title: 'A price is not the expected one' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be application/json' },
  idempotency_key_reused: { status: 422, title: 'This Idempotency-Key belongs to another request' },
  unknown_sku: { status: 422, title: 'A product is not in the catalogue' },
  unknown_coupon: { status: 422, title: 'The coupon is not known' },
  order_too_large: { status: 422, title: 'The order costs more than can be paid at once' },
  unsupported_customer: { status: 422, title: 'Nothing can be shipped to a customer with this id' },
  unsupported_destination: { status: 422, title: 'We do not ship there' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  pricing_failed: { status: 502, title: 'Prices cannot be computed' },
  pricing_busy: { status: 503, title: 'Too many prices are being computed right now', retryAfter: 2 },
  pricing_timeout: { status: 504, title: 'Prices were not computed in time', retryAfter: 5 },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorCatalogue;

/** Status, title and the rest of what every error of a code has in common. */
export const errorKind = (code: ErrorCode): ErrorKind => errorCatalogue[code];

/** One wrong field of a request: `path` is a JSON Pointer (RFC 6901) into the body. */
export interface FieldError {
  path: string;
  message: string;
}

interface CodedErrorOptions {
  fields?: FieldError[];
  members?: Record<string, unknown>;
  cause?: unknown;
}

/** An error that the caller may see. `detail` names what was given, what was expected and what to do. */
export class CodedError extends Error {
  override readonly name = 'CodedError';
  readonly code: ErrorCode;
  readonly fields: FieldError[] | undefined;
  /** More that a program may want to read of the problem: extension members (RFC 9457, section 3.2). */
  readonly members: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, detail: string, options: CodedErrorOptions = {}) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.fields = options.fields;
    this.members = options.members;
  }
}
