import type { Backends, Integration, IntegrationConfig } from '../integration.ts';
import { compileResponses } from '../integration-responses.ts';
import { requestSource, targetOf } from '../parameter-mapping.ts';
import { compileRequestTemplates } from '../request-templates.ts';

const formEncoded = 'application/x-www-form-urlencoded';

/**
 * AWS service integration with Amazon SQS: a mapping template makes the form-encoded request of its Query API.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html
 */
export function awsService(config: IntegrationConfig, backends: Pick<Backends, 'sendByQuery'>): Integration {
  const [, queuePath] = /^arn:[^:]+:apigateway:[^:]+:sqs:path(\/.+)$/.exec(config.Uri ?? '') ?? [];
  if (!queuePath) {
    throw new Error(
      `Uri ${config.Uri} of an AWS integration: only those of functions and arn:aws:apigateway:…:sqs:path/… are supported`,
    );
  }
  requireQueryCall(config);
  const roleArn = requireCredentials(config);
  const mapRequest = compileRequestTemplates(config);
  const mapResponse = compileResponses(config);
  return async (request) => {
    // The queues are in this process and answer at once: no timeout can pass.
    const query = { body: mapRequest(request), traceHeader: request.traceHeader };
    const answer = backends.sendByQuery(queuePath, query, roleArn);
    request.integrationStatus = answer.statusCode;
    return mapResponse({ ...answer, headers: {} }, request);
  };
}

/** What SQS would refuse at every request is refused once, here. */
function requireQueryCall(config: IntegrationConfig): void {
  if (config.IntegrationHttpMethod !== 'POST') {
    throw new Error(`IntegrationHttpMethod for SQS must be POST, not ${config.IntegrationHttpMethod}`);
  }
  if (Object.values(config.RequestTemplates).some((template) => template.includes('requestOverride'))) {
    throw new Error('$context.requestOverride is not supported for SQS, whose request is all in the body');
  }
  const headers = new Map<string, string>();
  for (const [target, expression] of Object.entries(config.RequestParameters)) {
    requestSource(expression);
    headers.set(targetOf(target, 'integration.request', ['header']).name.toLowerCase(), expression);
  }
  if (headers.get('content-type') !== `'${formEncoded}'`) {
    throw new Error(
      `An AWS integration with SQS must map integration.request.header.Content-Type to '${formEncoded}'`,
    );
  }
}

function requireCredentials({ Credentials }: IntegrationConfig): string {
  if (Credentials) return Credentials;
  throw new Error('An AWS integration needs Credentials: the role that may call SQS');
}
