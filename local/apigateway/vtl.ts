import { Compile, parse } from 'velocityjs';
import { GatewayError } from './gateway-error.ts';
import { valueAt } from './json-path.ts';
import type { GatewayRequest } from './request.ts';
import { collectionMethods, textMethods } from './vtl-methods.ts';
import { TemplateUtil } from './vtl-util.ts';

/** What a template may change of the answer. */
export interface ResponseOverride {
  status?: unknown;
  header: Record<string, unknown>;
}

/** What a template may change of the request to the backend. */
export type RequestOverride = Record<'header' | 'querystring' | 'path', Record<string, unknown>>;

/** What a mapping template works on: the request, and the body that it maps (the request's own or the backend's). */
export interface TemplateInput {
  request: GatewayRequest;
  /** The body as text (UTF-8) and its bytes, which the text may not be able to say. */
  text: string;
  bytes: Buffer;
}

export interface Rendered {
  text: string;
  requestOverride: RequestOverride;
  responseOverride: ResponseOverride;
}

export type Template = (input: TemplateInput) => Rendered;

/**
 * Parses a mapping template (VTL) once, for many requests.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export function compileTemplate(source: string): Template {
  if (!/[$#]/.test(source)) return () => ({ text: source, ...overrides() });
  const asts = parse(source);
  conditionsOf(asts).forEach(takeAsTruth);
  return (input) => {
    const { requestOverride, responseOverride } = overrides();
    const context = { ...input.request.context, requestOverride, responseOverride };
    const text = new Renderer(asts, { customMethodHandlers: [textMethods, collectionMethods] }).render({
      input: new Input(input),
      util: new TemplateUtil(input),
      context,
      stageVariables: input.request.api.stageVariables,
    });
    return { text, requestOverride, responseOverride };
  };
}

function overrides(): Omit<Rendered, 'text'> {
  return {
    requestOverride: { header: settableOnce(), querystring: settableOnce(), path: settableOnce() },
    responseOverride: settableOnce({ header: settableOnce() }),
  };
}

/**
 * "If you try to override the same parameter multiple times, API Gateway returns a 5XX response."
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
function settableOnce<Values extends object>(values: Values = {} as Values): Values {
  return new Proxy(values, {
    set(target, name, value) {
      if (!Object.hasOwn(target, name)) return Reflect.set(target, name, value);
      throw new GatewayError('API_CONFIGURATION_ERROR', {
        detail: `A mapping template overrides ${String(name)} more than once`,
      });
    },
  });
}

/** `$input` */
class Input {
  readonly body: string;
  readonly #input: TemplateInput;

  constructor(input: TemplateInput) {
    this.#input = input;
    this.body = input.text;
  }

  /** The value at a JSONPath as JSON text; `""` when there is none. */
  json(path: string): string {
    return JSON.stringify(this.path(path) ?? '');
  }

  path(path: string): unknown {
    return valueAt(parseBody(this.body), path) ?? undefined;
  }

  /** A path, query string or header parameter, looked up in this order, or empty text; without a name, all of them. */
  params(name?: string): unknown {
    const { request } = this.#input;
    if (name === undefined) return allParameters(request);
    return (
      request.pathParameters[name] ?? request.queryParameter(name) ?? request.header(name.toLowerCase()) ?? ''
    );
  }
}

function parseBody(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new GatewayError('BAD_REQUEST_BODY', {
      message: `Could not parse request body into json: ${(error as Error).message}`,
    });
  }
}

function allParameters(request: GatewayRequest) {
  const names = Object.keys(request.query);
  return {
    path: request.pathParameters,
    querystring: Object.fromEntries(names.map((name) => [name, request.queryParameter(name)])),
    header: headersAsSent(request.rawHeaders),
  };
}

/** The last value of each name, in the client's spelling. */
function headersAsSent(rawHeaders: string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) headers[rawHeaders[at] ?? ''] = rawHeaders[at + 1] ?? '';
  return headers;
}

type Ast = ReturnType<typeof parse>[number];
type Expression = { type: string; operator?: string; expression?: Expression[]; value?: string };

/** What API Gateway gives to a template: where it has no value it is empty text, not the reference as it is written. */
const given = ['input', 'context', 'stageVariables'];

/** Logic as in Velocity 1.7: everything but null and false is true, empty text and 0 as well. */
class Renderer extends Compile {
  override getReferences(ast: Ast, isOutput?: boolean): string {
    const { id = '' } = ast as { id?: string };
    if (id === 'foreach') completeLoop(super.getReferences({ ...ast, path: undefined } as Ast));
    if (!isOutput || !given.includes(id)) return super.getReferences(ast, isOutput);
    return super.getReferences({ ...ast, leader: '$!' } as Ast, isOutput) ?? '';
  }

  protected override getExpression(ast: Ast): string {
    const value = this.#logic(ast as unknown as Expression);
    return value === undefined ? super.getExpression(ast) : (value as unknown as string);
  }

  #logic({ type, operator, expression = [] }: Expression): boolean | undefined {
    if (type !== 'math') return undefined;
    const isTrue = (operand: Expression | undefined) => {
      const value: unknown = this.getExpression(operand as unknown as Ast);
      return value !== undefined && value !== null && value !== false;
    };
    if (operator === '&&') return isTrue(expression[0]) && isTrue(expression[1]);
    if (operator === '||') return isTrue(expression[0]) || isTrue(expression[1]);
    return operator === 'not' ? !isTrue(expression[0]) : undefined;
  }
}

/** Adds what velocityjs does not say of a loop (Velocity user guide, "Loops"). */
function completeLoop(loop: unknown): void {
  if (typeof loop !== 'object' || loop === null) return;
  const { index, hasNext } = loop as { index?: number; hasNext?: boolean };
  Object.assign(loop, { first: index === 0, last: !hasNext });
}

type Conditional = { type: string; condition: Expression };

/** Every `#if` and `#elseif`; velocityjs nests blocks as lists. */
function conditionsOf(asts: unknown[]): Conditional[] {
  return asts.flatMap((ast) => {
    if (Array.isArray(ast)) return conditionsOf(ast);
    const { type } = ast as Conditional;
    return type === 'if' || type === 'elseif' ? [ast as Conditional] : [];
  });
}

/** Makes a bare `#if($x)` a logical expression, so that `Renderer` decides about its truth. */
function takeAsTruth(conditional: Conditional): void {
  const expression = [conditional.condition, { type: 'bool', value: 'true' }];
  conditional.condition = { type: 'math', operator: '&&', expression };
}
