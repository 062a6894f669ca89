import { Compile, parse } from 'velocityjs';
import { GatewayError, notJson } from './gateway-error.ts';
import { isEqual, parseBody, textOf } from './java-values.ts';
import { valueAt } from './json-path.ts';
import { type GatewayRequest, lastValues, type Overrides } from './request.ts';
import { collectionMethods, textMethods } from './vtl-methods.ts';
import { TemplateUtil } from './vtl-util.ts';

/** What a mapping template works on: the request, and the body that it maps (the request's own or the backend's). */
export interface TemplateInput {
  request: GatewayRequest;
  text: string;
  isAnswer?: boolean;
}

export type Template = (input: TemplateInput) => string;

/**
 * Parses a mapping template (VTL) once, for many requests. What it overrides it leaves with the request.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export function compileTemplate(source: string): Template {
  if (!/[$#]/.test(source)) return () => source;
  const asts = parse(source);
  conditionsOf(asts).forEach(takeAsTruth);
  const mayOverride = source.includes('Override');
  return (input) => {
    const { request } = input;
    if (mayOverride) request.overrides ??= noOverrides();
    const variables = {
      input: new Input(input),
      util: new TemplateUtil(),
      context: { ...request.context, ...request.overrides },
      stageVariables: request.api.stageVariables,
    };
    const renderer = new Renderer(asts, { customMethodHandlers: [textMethods, collectionMethods] });
    return renderer.render(variables, {}, true);
  };
}

function noOverrides(): Overrides {
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
    defineProperty(target, name, descriptor) {
      if (!Object.hasOwn(target, name)) return Reflect.defineProperty(target, name, descriptor);
      throw new GatewayError('API_CONFIGURATION_ERROR', {
        detail: `A mapping template overrides ${String(name)} more than once`,
      });
    },
  });
}

/** `$input` */
class Input {
  /** `{}` when there is none, as recordings of AWS have it. */
  readonly body: string;
  readonly #request: GatewayRequest;
  readonly #isAnswer: boolean;
  #document: unknown;

  constructor({ request, text, isAnswer = false }: TemplateInput) {
    this.#request = request;
    this.#isAnswer = isAnswer;
    this.body = text || '{}';
  }

  /** The value at a JSONPath as JSON text; `""` when there is none. */
  json(path: string): string {
    return JSON.stringify(this.path(path) ?? '');
  }

  /** Of one document: what a template changes in it is changed for all that follows. */
  path(path: string): unknown {
    this.#document ??= this.#parsed();
    return valueAt(this.#document, path) ?? undefined;
  }

  #parsed(): unknown {
    try {
      return parseBody(this.body);
    } catch (error) {
      // of the backend's body the client learns nothing
      throw this.#isAnswer ? error : notJson(error);
    }
  }

  /** A path, query string or header parameter, looked up in this order, or empty text; without a name, all of them. */
  params(name?: string): unknown {
    const request = this.#request;
    if (name === undefined) return allParameters(request);
    return (
      request.pathParameters[name] ?? request.queryParameter(name) ?? request.headerForBackend(name) ?? ''
    );
  }
}

function allParameters(request: GatewayRequest) {
  return {
    path: request.pathParameters,
    querystring: lastValues(request.query),
    header: lastValues(request.headersForBackend),
  };
}

type Ast = ReturnType<typeof parse>[number];
type Expression = { type: string; operator?: string; expression?: Expression[]; value?: string };

/** Values as Java shows them. Rendered silently: where there is none it is empty text, not the reference as written. */
class Renderer extends Compile {
  override getReferences(ast: Ast, isOutput?: boolean): string {
    const { id } = ast as { id?: string };
    if (id === 'foreach') completeLoop(super.getReferences({ ...ast, path: undefined } as Ast));
    const value: unknown = super.getReferences(ast, isOutput);
    return isOutput ? textOf(value) : (value as string);
  }

  protected override getExpression(ast: Ast): string {
    const { type, operator = '', expression = [] } = ast as unknown as Expression;
    const evaluate = type === 'math' ? operators[operator] : undefined;
    if (!evaluate) return super.getExpression(ast);
    const [left, right] = expression.map((operand) => () => this.getExpression(operand as unknown as Ast));
    return evaluate(left as () => unknown, right as () => unknown) as string;
  }
}

type Operand = () => unknown;

/** Operators as in Velocity 1.7, where everything but null and false is true, empty text and 0 as well. */
const operators: Record<string, (left: Operand, right: Operand) => unknown> = {
  '&&': (left, right) => isTrue(left()) && isTrue(right()),
  '||': (left, right) => isTrue(left()) || isTrue(right()),
  not: (operand) => !isTrue(operand()),
  '==': (left, right) => isEqual(left(), right()),
  '!=': (left, right) => !isEqual(left(), right()),
  '/': (left, right) => quotient(left(), right()),
};

function isTrue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}

/** Of two whole numbers it is whole, and by zero there is none. */
function quotient(left: unknown, right: unknown): number | undefined {
  const result = Number(left) / Number(right);
  if (!Number.isFinite(result)) return undefined;
  return Number.isInteger(left) && Number.isInteger(right) ? Math.trunc(result) : result;
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
