import { GatewayError } from './gateway-error.ts';
import type { IntegrationConfig } from './integration.ts';
import { compileTemplates } from './integration-responses.ts';
import type { GatewayRequest } from './request.ts';

/** What the template of the request's media type makes for the backend, or what the pass-through behaviour says. */
export type RequestMapper = (request: GatewayRequest) => string;

/**
 * Media types are compared without parameters: `application/json; charset=utf-8` takes the template of
 * `application/json`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
 */
export function compileRequestTemplates(
  config: Pick<IntegrationConfig, 'PassthroughBehavior' | 'RequestTemplates'>,
): RequestMapper {
  const templates = compileTemplates(config.RequestTemplates);
  const passes =
    config.PassthroughBehavior === 'WHEN_NO_MATCH' ||
    (config.PassthroughBehavior === 'WHEN_NO_TEMPLATES' && templates.size === 0);
  return (request) => {
    const template = templates.get(request.mediaType);
    if (template) return template({ request, text: request.text });
    if (passes) return request.text;
    throw new GatewayError('UNSUPPORTED_MEDIA_TYPE');
  };
}
