import { type Answer, setHeader } from '../answer.ts';
import { badGateway, GatewayError } from '../gateway-error.ts';
import {
  type Backends,
  type Integration,
  type IntegrationConfig,
  type InvocationType,
  withStageVariables,
} from '../integration.ts';
import type { GatewayRequest } from '../request.ts';
import { withTimeout } from '../timeout.ts';
import { proxyEvent } from './proxy-event.ts';

/**
 * Lambda proxy integration: the function gets the whole request and gives the whole answer.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function lambdaProxy(config: IntegrationConfig, backends: Pick<Backends, 'functions'>): Integration {
  const invoke = invokerOf(config, backends);
  return async (request) => toAnswer(await invoke(request, JSON.stringify(proxyEvent(request))));
}

const functionUri = /:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/;

export function isOfFunction({ Uri = '' }: IntegrationConfig): boolean {
  return functionUri.test(Uri);
}

/** Calls the function that `Uri` names, which must answer in time. */
export function invokerOf(config: IntegrationConfig, { functions }: Pick<Backends, 'functions'>) {
  const [, functionArn] = functionUri.exec(config.Uri ?? '') ?? [];
  if (!functionArn)
    throw new Error(`Uri ${config.Uri} of an AWS_PROXY integration is not that of a function`);
  if (config.IntegrationHttpMethod !== 'POST') {
    throw new Error(
      `IntegrationHttpMethod of a Lambda function must be POST, not ${config.IntegrationHttpMethod}`,
    );
  }
  return async (request: GatewayRequest, payload: string, invocationType?: InvocationType) => {
    const call = { payload, traceHeader: request.traceHeader, invocationType };
    const named = withStageVariables(functionArn, request.api.stageVariables);
    const invocation = functions.invoke(named, call).catch((error: unknown) => refused(error, request));
    const result = await withTimeout(invocation, config.TimeoutInMillis);
    request.integrationStatus = result.statusCode;
    return result;
  };
}

/** A throttled or missing function is an internal error of the API: Lambda's own status does not get through. */
function refused(error: unknown, request: GatewayRequest): never {
  const { message, statusCode } = error as Error & { statusCode?: number };
  request.integrationStatus = statusCode;
  if (statusCode === 413) throw new GatewayError('REQUEST_TOO_LARGE', { detail: message });
  throw new GatewayError('DEFAULT_5XX', {
    detail: `Lambda invocation failed with status ${statusCode}: ${message}`,
  });
}

const answerFields = ['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded'];

function toAnswer({ payload, functionError }: { payload: string; functionError?: string }): Answer {
  if (functionError) throw badGateway(`The function failed: ${payload}`);
  const output = parse(payload);
  const statusCode = Number(output['statusCode'] ?? 200);
  const body = output['body'] ?? '';
  const isWellFormed =
    Object.keys(output).every((field) => answerFields.includes(field)) &&
    Number.isInteger(statusCode) &&
    statusCode >= 200 &&
    statusCode < 600 &&
    typeof body === 'string';
  if (!isWellFormed) throw malformed(payload);
  return { statusCode, headers: headersOf(output, payload), body };
}

function parse(payload: string): Record<string, unknown> {
  try {
    const output: unknown = JSON.parse(payload);
    if (typeof output === 'object' && output !== null && !Array.isArray(output)) {
      return output as Record<string, unknown>;
    }
  } catch {
    // Answered as any other payload that is no object.
  }
  throw malformed(payload);
}

/**
 * `multiValueHeaders` come before the value that `headers` has of the same name; what both have counts once.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 */
function headersOf(output: Record<string, unknown>, payload: string): Answer['headers'] {
  const headers: Answer['headers'] = { 'Content-Type': 'application/json' };
  const single = new Map<string, string>();
  for (const [name, value] of Object.entries(output['headers'] ?? {})) {
    if (typeof value !== 'string' && typeof value !== 'boolean') throw malformed(payload);
    setHeader(headers, name, String(value));
    single.set(name.toLowerCase(), String(value));
  }
  for (const [name, values] of Object.entries(output['multiValueHeaders'] ?? {})) {
    if (!Array.isArray(values)) throw malformed(payload);
    const all = [...values.map(String), single.get(name.toLowerCase()) ?? []].flat();
    setHeader(headers, name, [...new Set(all)]);
  }
  return headers;
}

function malformed(payload: string): GatewayError {
  return badGateway(`Malformed Lambda proxy response: ${payload.slice(0, 500)}`);
}
