import {
  type MethodOptions,
  MockIntegration,
  PassthroughBehavior,
  ResponseType,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { gatewayDefaults, gatewayProblems } from './gateway-problems.ts';

const problemJson = "'application/problem+json'";

/**
 * Sets the gateway responses of an API: in the form of every other error here, an RFC 9457 problem with a stable code, and
 * marked as served by the gateway itself.
 */
export function addGatewayResponses(api: RestApi): void {
  // "Content-Type" must be set as a header: templates of gateway responses are always keyed application/json.
  const responseHeaders = { 'x-served-by': "'gateway'", 'Content-Type': problemJson };
  for (const { type, status, code, title } of gatewayProblems)
    api.addGatewayResponse(type, {
      type: ResponseType.of(type),
      statusCode: String(status),
      responseHeaders: { ...responseHeaders, ...(status === 401 && { 'WWW-Authenticate': "'Bearer'" }) },
      templates: { 'application/json': JSON.stringify({ type: 'about:blank', title, status, code }) },
    });
  const { title, ...codes } = gatewayDefaults;
  for (const [type, code] of Object.entries(codes))
    api.addGatewayResponse(type, {
      type: ResponseType.of(type),
      responseHeaders,
      templates: { 'application/json': JSON.stringify({ type: 'about:blank', title, code }) },
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
