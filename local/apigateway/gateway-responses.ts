import { type Answer, acceptedTemplate, setHeader } from './answer.ts';
import type { GatewayError } from './gateway-error.ts';
import { requestSource, type Source, targetOf } from './parameter-mapping.ts';
import type { GatewayRequest } from './request.ts';
import { contextValue } from './request-context.ts';

/** A customised gateway response, as `AWS::ApiGateway::GatewayResponse` describes it. */
export interface GatewayResponseConfig {
  ResponseType: string;
  StatusCode?: number | undefined;
  ResponseParameters: Record<string, string>;
  ResponseTemplates: Record<string, string>;
}

type TextOf = (request: GatewayRequest, error: GatewayError) => string;

interface GatewayResponse {
  statusCode: number | undefined;
  headers: [name: string, source: Source][];
  templates: Map<string, TextOf>;
}

const name = /(?:context|stageVariables)(?:\.[A-Za-z][\w-]*)+/.source;
const variablePattern = new RegExp(`\\$(?:\\{(${name})\\}|(${name}))`, 'g');

const defaultTemplates = compileTemplates({ 'application/json': '{"message":$context.error.messageString}' });
/** This one AWS writes with a capital letter. */
const deniedTemplates = compileTemplates({ 'application/json': '{"Message":$context.error.messageString}' });

/**
 * The gateway responses of one API. A type without its own falls back to `DEFAULT_4XX` or `DEFAULT_5XX`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export class GatewayResponses {
  readonly #responses = new Map<string, GatewayResponse>();

  define(config: GatewayResponseConfig): void {
    const headers = Object.entries(config.ResponseParameters).map(
      ([target, expression]): [string, Source] => [
        targetOf(target, 'gatewayresponse', ['header']).name,
        requestSource(expression),
      ],
    );
    const templates = compileTemplates(config.ResponseTemplates);
    this.#responses.set(config.ResponseType, {
      statusCode: config.StatusCode,
      headers,
      templates: templates.size > 0 ? templates : defaultTemplates,
    });
  }

  render(error: GatewayError, request: GatewayRequest): Answer {
    const response =
      this.#responses.get(error.responseType) ??
      this.#responses.get(error.statusCode < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
    const [mediaType, textOf] = acceptedTemplate(
      response?.templates ?? (error.responseType === 'ACCESS_DENIED' ? deniedTemplates : defaultTemplates),
      request.header('accept'),
    ) ?? ['application/json', () => ''];
    const headers: Answer['headers'] = { 'Content-Type': mediaType, 'x-amzn-ErrorType': error.errorType };
    for (const [name, source] of response?.headers ?? []) {
      const value = source(request);
      if (value !== undefined) setHeader(headers, name, String(value));
    }
    return {
      statusCode: response?.statusCode ?? error.statusCode,
      headers,
      body: textOf(request, error),
    };
  }
}

function compileTemplates(templates: Record<string, string>): Map<string, TextOf> {
  return new Map(Object.entries(templates).map(([mediaType, source]) => [mediaType, compileText(source)]));
}

/** These templates know variables and no logic: `$context.…`, `$stageVariables.…`, also as `${…}`. */
function compileText(source: string): TextOf {
  const logic = /#(set|if|foreach|macro)\b|\$(input|util|method)\b/.exec(source);
  if (logic) throw new Error(`A gateway response template has variables only, and no ${logic[0]}`);
  const pieces: TextOf[] = [];
  let at = 0;
  for (const found of source.matchAll(variablePattern)) {
    const text = source.slice(at, found.index);
    pieces.push(() => text, compileVariable(found[1] ?? found[2] ?? ''));
    at = found.index + found[0].length;
  }
  const last = source.slice(at);
  return (request, error) => pieces.map((piece) => piece(request, error)).join('') + last;
}

function compileVariable(dotted: string): TextOf {
  const [root, ...path] = dotted.split('.');
  const [name = '', detail = ''] = path;
  if (root === 'stageVariables') return (request) => request.api.stageVariables[name] ?? '';
  if (name !== 'error') return (request) => contextValue(request.context, path) ?? '';
  return (_, error) => errorVariable(error, detail);
}

/** `$context.error.*` */
function errorVariable(error: GatewayError, name: string): string {
  if (name === 'message') return error.message;
  if (name === 'messageString') return JSON.stringify(error.message);
  if (name === 'responseType') return error.responseType;
  return name === 'validationErrorString' ? (error.validationErrorString ?? '') : '';
}
