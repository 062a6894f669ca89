/** What API Gateway answers in its own name when a request does not get through. */
export interface GatewayProblem {
  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
  type: string;
  status: number;
  code: string;
  title: string;
}

const problem = (type: string, status: number, code: string, title: string): GatewayProblem => ({
  type,
  status,
  code,
  title,
});

/** Whatever the request is. */
export const gatewayFailures = [
  problem('THROTTLED', 429, 'too_many_requests', 'Too many requests: slow down and try again'),
  problem('INTEGRATION_TIMEOUT', 504, 'timeout', 'The service behind did not answer in time'),
  problem('INTEGRATION_FAILURE', 502, 'unreachable', 'The service behind could not be reached'),
];

/** On routes that read a body. */
export const gatewayBodyProblems = [
  problem('BAD_REQUEST_BODY', 400, 'malformed_json', 'The body is not a JSON object'),
  problem('REQUEST_TOO_LARGE', 413, 'payload_too_large', 'The body is too large'),
  problem('UNSUPPORTED_MEDIA_TYPE', 415, 'unsupported_media_type', 'The body must be application/json'),
];

/** On routes that need an access token. */
export const gatewaySignInProblems = [
  problem('UNAUTHORIZED', 401, 'unauthorized', 'A valid access token is required'),
  problem('ACCESS_DENIED', 403, 'forbidden', 'You may not do this'),
];

/** All that it says under a status of its own. */
export const gatewayProblems = [
  ...gatewayFailures,
  ...gatewayBodyProblems,
  ...gatewaySignInProblems,
  problem('BAD_REQUEST_PARAMETERS', 400, 'invalid_request', 'A required parameter is missing'),
  problem('MISSING_AUTHENTICATION_TOKEN', 404, 'not_found', 'There is no such thing here'),
];

/** What no other answer is for. They come with several statuses, so their body cannot name one. */
export const gatewayDefaults = {
  title: 'API Gateway refused or could not handle the request',
  DEFAULT_4XX: 'refused_by_gateway',
  DEFAULT_5XX: 'gateway_error',
} as const;
