import { GatewayError } from '../gateway-error.ts';
import type { Integration, IntegrationConfig } from '../integration.ts';
import { compileResponses } from '../integration-responses.ts';
import { compileRequestTemplates } from '../request-templates.ts';

/**
 * Mock integration: the request template says with which status code it answers.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function mock(config: IntegrationConfig): Integration {
  const mapRequest = compileRequestTemplates(config);
  const mapResponse = compileResponses(config);
  return async (request) => {
    const statusCode = statusCodeOf(mapRequest(request));
    return mapResponse({ statusCode, headers: {}, body: '' }, request);
  };
}

/** A name may be without quotes, as CDK writes it: `{ statusCode: 200 }`; the status is a number. */
function statusCodeOf(rendered: string): number {
  const [, , statusCode] =
    /^\s*\{[\s\S]*?(["']?)\bstatusCode\1\s*:\s*(\d{3})\b[\s\S]*\}\s*$/.exec(rendered) ?? [];
  if (statusCode) return Number(statusCode);
  throw new GatewayError('API_CONFIGURATION_ERROR', {
    detail: `A mock integration's request template must yield {"statusCode": …}, not ${rendered.slice(0, 200)}`,
  });
}
