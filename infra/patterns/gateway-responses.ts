import {
  type MethodOptions,
  MockIntegration,
  PassthroughBehavior,
  ResponseType,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';

const problemJson = "'application/problem+json'";

/** What API Gateway answers in its own name, in the form of every other error here: an RFC 9457 problem with a stable code. */
const answers: [type: ResponseType, status: number, code: string, title: string][] = [
  [ResponseType.BAD_REQUEST_BODY, 400, 'malformed_json', 'The body is not a JSON object'],
  [ResponseType.BAD_REQUEST_PARAMETERS, 400, 'invalid_request', 'A required parameter is missing'],
  [ResponseType.UNAUTHORIZED, 401, 'unauthorized', 'A valid access token is required'],
  [ResponseType.ACCESS_DENIED, 403, 'forbidden', 'You may not do this'],
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, 404, 'not_found', 'There is no such thing here'],
  [ResponseType.REQUEST_TOO_LARGE, 413, 'payload_too_large', 'The body is too large'],
  [ResponseType.UNSUPPORTED_MEDIA_TYPE, 415, 'unsupported_media_type', 'The body must be application/json'],
  [ResponseType.THROTTLED, 429, 'too_many_requests', 'Too many requests: slow down and try again'],
  [ResponseType.INTEGRATION_TIMEOUT, 504, 'timeout', 'The service behind did not answer in time'],
  [ResponseType.INTEGRATION_FAILURE, 502, 'unreachable', 'The service behind could not be reached'],
];

/** Sets the gateway responses of an API, all of them marked as served by the gateway itself. */
export function addGatewayResponses(api: RestApi): void {
  // "Content-Type" must be set as a header: templates of gateway responses are always keyed application/json.
  const responseHeaders = { 'x-served-by': "'gateway'", 'Content-Type': problemJson };
  for (const [type, status, code, title] of answers)
    api.addGatewayResponse(type.responseType, {
      type,
      statusCode: String(status),
      responseHeaders: { ...responseHeaders, ...(status === 401 && { 'WWW-Authenticate': "'Bearer'" }) },
      templates: { 'application/json': JSON.stringify({ type: 'about:blank', title, status, code }) },
    });
  for (const [type, code] of [
    [ResponseType.DEFAULT_4XX, 'refused_by_gateway'],
    [ResponseType.DEFAULT_5XX, 'gateway_error'],
  ] as const)
    api.addGatewayResponse(type.responseType, {
      type,
      responseHeaders,
      templates: {
        'application/json': `{"type":"about:blank","title":"API Gateway refused or could not handle the request","code":"${code}"}`,
      },
    });
}

const servedBy = 'method.response.header.x-served-by';
const contentType = 'method.response.header.Content-Type';

/** A route that the public API refuses whoever calls: 403, answered by API Gateway itself. */
export const refusal: { integration: MockIntegration; methodOptions: MethodOptions } = {
  integration: new MockIntegration({
    requestTemplates: { 'application/json': '{"statusCode": 403}' },
    // Without it, another media type would reach the mock as it is, which makes it a 500.
    passthroughBehavior: PassthroughBehavior.NEVER,
    integrationResponses: [
      {
        statusCode: '403',
        responseParameters: { [servedBy]: "'gateway'", [contentType]: problemJson },
        responseTemplates: {
          'application/json': JSON.stringify({
            type: 'about:blank',
            title: 'This route is not open to the outside',
            status: 403,
            code: 'forbidden',
          }),
        },
      },
    ],
  }),
  methodOptions: {
    methodResponses: [{ statusCode: '403', responseParameters: { [servedBy]: true, [contentType]: true } }],
  },
};
