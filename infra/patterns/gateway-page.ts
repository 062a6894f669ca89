import { MockIntegration, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import type { RouteTarget } from './route-target.ts';

export interface GatewayPageProps {
  mediaType: string;
  /** ASCII only: how API Gateway decodes anything else is not documented. */
  text: string;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const longestTemplate = 300 * 1024;

const servedBy = 'method.response.header.x-served-by';
const contentType = 'method.response.header.Content-Type';

/**
 * A text that API Gateway answers itself, with nothing behind: a mock integration, whose template is the text.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function gatewayPage({ mediaType, text }: GatewayPageProps): RouteTarget {
  if (/[^\n -~]/.test(text))
    throw new Error('A page has characters that are not ASCII: write them as escapes.');
  // Base64, so that no `$` and no `#` in the text means something to Velocity.
  const template = `$util.base64Decode('${Buffer.from(text).toString('base64')}')`;
  if (template.length > longestTemplate)
    throw new Error(
      `A page makes a mapping template of ${template.length} bytes, and API Gateway takes ${longestTemplate}. Shorten it.`,
    );
  return {
    integration: new MockIntegration({
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
      // Without it, another media type would reach the mock as it is, which makes it a 500.
      passthroughBehavior: PassthroughBehavior.NEVER,
      integrationResponses: [
        {
          statusCode: '200',
          responseParameters: { [servedBy]: "'gateway'", [contentType]: `'${mediaType}'` },
          responseTemplates: { 'application/json': template },
        },
      ],
    }),
    methodOptions: {
      methodResponses: [{ statusCode: '200', responseParameters: { [servedBy]: true, [contentType]: true } }],
    },
  };
}
