import { type Answer, acceptedTemplate, setHeader } from './answer.ts';
import { GatewayError } from './gateway-error.ts';
import type { IntegrationConfig } from './integration.ts';
import { type IntegrationAnswer, responseSource, type Source, targetOf } from './parameter-mapping.ts';
import type { GatewayRequest } from './request.ts';
import { compileTemplate, type Template } from './vtl.ts';

/** What a method may answer: the headers that it declares, by status code. */
export type MethodResponses = ReadonlyMap<number, { headers: readonly string[] }>;

interface IntegrationResponse {
  pattern: RegExp | undefined;
  statusCode: number;
  headers: [name: string, source: Source][];
  templates: Map<string, Template>;
}

/** Turns an integration's answer into the method's. */
export type ResponseMapper = (answer: IntegrationAnswer, request: GatewayRequest) => Answer;

/**
 * Compiles the integration responses of a method. Each needs its method response, and each mapped header must be
 * declared there, as API Gateway demands when they are created.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
 */
export function compileResponses({
  IntegrationResponses,
  methodResponses,
}: IntegrationConfig): ResponseMapper {
  const responses = IntegrationResponses.map((config) => compileResponse(config, methodResponses));
  const byDefault = responses.find(({ pattern }) => !pattern);
  return (answer, request) => {
    const selector = answer.errorMessage ?? String(answer.statusCode);
    const response = responses.find(({ pattern }) => pattern?.test(selector)) ?? byDefault;
    if (response) return mapAnswer(response, answer, request);
    throw new GatewayError('API_CONFIGURATION_ERROR', {
      detail: `No integration response matches '${selector}', and there is no default one`,
    });
  };
}

function compileResponse(
  config: IntegrationConfig['IntegrationResponses'][number],
  methodResponses: MethodResponses,
): IntegrationResponse {
  const { StatusCode: statusCode, SelectionPattern: pattern } = config;
  const declared = methodResponses.get(statusCode)?.headers;
  if (!declared) throw new Error(`Integration response ${statusCode} needs a method response ${statusCode}`);
  const headers = Object.entries(config.ResponseParameters).map(([target, expression]): [string, Source] => {
    const { name } = targetOf(target, 'method.response', ['header']);
    if (!declared.includes(name)) {
      throw new Error(
        `Method response ${statusCode} must declare ${target}, which an integration response maps`,
      );
    }
    return [name, responseSource(expression)];
  });
  return {
    pattern: pattern ? new RegExp(`^(?:${pattern})$`) : undefined,
    statusCode,
    headers,
    templates: compileTemplates(config.ResponseTemplates),
  };
}

/** By media type, each parsed once. */
export function compileTemplates(templates: Record<string, string>): Map<string, Template> {
  const entries = Object.entries(templates);
  return new Map(entries.map(([mediaType, source]) => [mediaType.toLowerCase(), compileTemplate(source)]));
}

function mapAnswer(
  response: IntegrationResponse,
  answer: IntegrationAnswer,
  request: GatewayRequest,
): Answer {
  const [mediaType, template] = acceptedTemplate(response.templates, request.header('accept')) ?? [];
  const body = template?.({ request, text: answer.body, isAnswer: true });
  const headers: Answer['headers'] = { 'Content-Type': mediaType ?? 'application/json' };
  for (const [name, source] of response.headers) {
    const value = source(request, answer);
    if (value !== undefined) setHeader(headers, name, String(value));
  }
  return overridden({ statusCode: response.statusCode, headers, body: body ?? answer.body }, request);
}

/** `$context.responseOverride`: a status that is no HTTP status is left alone. */
function overridden(answer: Answer, { overrides }: GatewayRequest): Answer {
  const { status, header = {} } = overrides?.responseOverride ?? {};
  const statusCode = Number(status);
  if (Number.isInteger(statusCode) && statusCode >= 100 && statusCode < 600) answer.statusCode = statusCode;
  for (const [name, value] of Object.entries(header)) setHeader(answer.headers, name, String(value));
  return answer;
}
