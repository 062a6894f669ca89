import { notJson } from '../gateway-error.ts';
import type { Backends, Integration, IntegrationConfig, InvocationType } from '../integration.ts';
import { compileResponses } from '../integration-responses.ts';
import { compileRequestMapping } from '../request-mapping.ts';
import { invokerOf } from './lambda-proxy.ts';

/**
 * Lambda custom integration: a mapping template makes the event of the function, and its output is the body that an
 * integration response maps. Patterns select by the message of an error, which an output without one does not have.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-custom-integrations.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
 */
export function lambdaCustom(config: IntegrationConfig, backends: Pick<Backends, 'functions'>): Integration {
  const invoke = invokerOf(config, backends);
  const mapRequest = compileRequestMapping(config);
  const mapResponse = compileResponses(config);
  return async (request) => {
    const { body, headers } = mapRequest(request);
    requireJson(body || '{}');
    const { payload } = await invoke(request, body || '{}', invocationTypeOf(headers));
    const errorMessage = errorMessageOf(payload);
    return mapResponse({ statusCode: 200, headers: {}, body: payload, errorMessage }, request);
  };
}

/** The event of a function is JSON, whether the client or the template made it. */
function requireJson(event: string): void {
  try {
    JSON.parse(event);
  } catch (error) {
    throw notJson(error);
  }
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html */
function invocationTypeOf(headers: Record<string, string>): InvocationType | undefined {
  return headers['x-amz-invocation-type'] as InvocationType | undefined;
}

function errorMessageOf(payload: string): string {
  try {
    const { errorMessage } = JSON.parse(payload) as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage : '';
  } catch {
    return '';
  }
}
