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
  request_in_progress: { status: 409, title: 'The same request is still being worked on' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be application/json' },
  idempotency_key_reused: { status: 422, title: 'This Idempotency-Key belongs to another request' },
  unknown_sku: { status: 422, title: 'A product is not in the catalogue' },
  unknown_coupon: { status: 422, title: 'The coupon is not known' },
  order_too_large: { status: 422, title: 'The order costs more than can be paid at once' },
  unsupported_customer: { status: 422, title: 'Nothing can be shipped to a customer with this id' },
  unsupported_destination: { status: 422, title: 'We do not ship there' },
  pricing_unavailable: { status: 503, title: 'Prices cannot be computed right now' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** One wrong field of a request: `path` is a JSON Pointer (RFC 6901) into the body. */
export interface FieldError {
  path: string;
  message: string;
}

/** An error that the caller may see. `detail` names what was given, what was expected and what to do. */
export class CodedError extends Error {
  override readonly name = 'CodedError';
  readonly code: ErrorCode;
  readonly fields: FieldError[] | undefined;

  constructor(code: ErrorCode, detail: string, options: { fields?: FieldError[]; cause?: unknown } = {}) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.fields = options.fields;
  }
}
