/**
 * The gateway responses that can occur here, with their default status and the exception name that API Gateway puts into
 * `x-amzn-ErrorType`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export const gatewayResponseTypes = {
  ACCESS_DENIED: [403, 'AccessDeniedException', 'User is not authorized to access this resource'],
  API_CONFIGURATION_ERROR: [500, 'InternalServerErrorException', 'Internal server error'],
  BAD_REQUEST_BODY: [400, 'BadRequestException', 'Invalid request body'],
  BAD_REQUEST_PARAMETERS: [400, 'BadRequestException', 'Missing required request parameters'],
  DEFAULT_4XX: [400, 'BadRequestException', 'Bad Request'],
  DEFAULT_5XX: [500, 'InternalServerErrorException', 'Internal server error'],
  INTEGRATION_FAILURE: [504, 'InternalServerErrorException', 'Network error communicating with endpoint'],
  INTEGRATION_TIMEOUT: [504, 'InternalServerErrorException', 'Endpoint request timed out'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
  REQUEST_TOO_LARGE: [413, 'RequestTooLargeException', 'Request Too Long'],
  THROTTLED: [429, 'TooManyRequestsException', 'Too Many Requests'],
  UNAUTHORIZED: [401, 'UnauthorizedException', 'Unauthorized'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'BadRequestException', 'Unsupported Media Type'],
} as const satisfies Record<string, readonly [status: number, errorType: string, message: string]>;

/** Those that a template may customise although nothing here leads to them. */
export const unusedGatewayResponseTypes = [
  'AUTHORIZER_CONFIGURATION_ERROR',
  'AUTHORIZER_FAILURE',
  'EXPIRED_TOKEN',
  'INVALID_API_KEY',
  'INVALID_SIGNATURE',
  'QUOTA_EXCEEDED',
  'RESOURCE_NOT_FOUND',
  'WAF_FILTERED',
];

export type GatewayResponseType = keyof typeof gatewayResponseTypes;

/** Ends a request with a gateway response. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly responseType: GatewayResponseType;
  readonly statusCode: number;
  readonly errorType: string;
  /** What the execution log says of it and the client does not learn. */
  readonly detail: string | undefined;
  /** `$context.error.validationErrorString`. */
  readonly validationErrorString: string | undefined;

  constructor(
    responseType: GatewayResponseType,
    options: { message?: string; statusCode?: number; detail?: string; validationErrorString?: string } = {},
  ) {
    const [statusCode, errorType, message] = gatewayResponseTypes[responseType];
    super(options.message ?? message);
    this.responseType = responseType;
    this.statusCode = options.statusCode ?? statusCode;
    this.errorType = errorType;
    this.detail = options.detail;
    this.validationErrorString = options.validationErrorString;
  }
}

/** What API Gateway answers to a body that is no JSON where it needs some. */
export function notJson(error: unknown): GatewayError {
  const { message } = error as Error;
  return new GatewayError('BAD_REQUEST_BODY', {
    message: `Could not parse request body into json: ${message}`,
  });
}

/** What API Gateway answers when a proxy integration's backend broke its contract. */
export function badGateway(detail: string): GatewayError {
  return new GatewayError('DEFAULT_5XX', { statusCode: 502, detail });
}
