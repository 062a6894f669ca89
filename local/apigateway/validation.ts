import AjvDraft04 from 'ajv-draft-04';
import { GatewayError } from './gateway-error.ts';
import { targetOf } from './parameter-mapping.ts';
import type { GatewayRequest } from './request.ts';

/** Throws a `GatewayError` when a request does not fit. */
export type RequestCheck = (request: GatewayRequest) => void;

/** Says what is wrong with a parsed body; undefined when nothing is. */
export type Model = (body: unknown) => string | undefined;

/**
 * The models of an API by name: JSON schema draft 4, which may refer to those before it by their URL. Two are always there.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
 */
export class Models extends Map<string, Model> {
  readonly #url: string;
  // the names of formats are documentation to API Gateway's validator
  readonly #ajv = new AjvDraft04.default({ allErrors: true, strict: false, validateFormats: false });

  constructor(restApiId: string) {
    super();
    this.#url = `https://apigateway.amazonaws.com/restapis/${restApiId}/models/`;
    this.define('Empty', { type: 'object' });
    this.define('Error', { type: 'object', properties: { message: { type: 'string' } } });
  }

  /** A schema that does not compile is an error that says why. */
  define(name: string, schema: object): void {
    this.#ajv.addSchema(schema, this.#url + name);
    const validate = this.#ajv.compile({ $ref: this.#url + name });
    this.set(name, (body) => {
      if (validate(body)) return undefined;
      return `[${(validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`.trim()).join(', ')}]`;
    });
  }
}

/**
 * The check of a method's body: by the model for its media type, or `$default`; a media type without a model passes.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function bodyCheck(models: ReadonlyMap<string, Model>): RequestCheck {
  return (request) => {
    const model = models.get(request.mediaType) ?? models.get('$default');
    const wrong = model?.(parseBody(request.text));
    if (wrong) throw new GatewayError('BAD_REQUEST_BODY', { validationErrorString: wrong });
  };
}

/** No body counts as an empty object. */
function parseBody(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch (error) {
    throw new GatewayError('BAD_REQUEST_BODY', { validationErrorString: (error as Error).message });
  }
}

/** The check that required parameters (`method.request.header.X`: true) are there and not blank; names them in their order. */
export function parameterCheck(parameters: Record<string, boolean>): RequestCheck {
  const required = Object.keys(parameters).filter((target) => parameters[target]);
  const values = required.sort().map((target) => {
    const { place, name } = targetOf(target, 'method.request', ['header', 'querystring', 'path'] as const);
    const of = {
      header: (request: GatewayRequest) => request.header(name.toLowerCase()),
      querystring: (request: GatewayRequest) => request.queryParameter(name),
      path: (request: GatewayRequest) => request.pathParameters[name],
    };
    return { name, read: of[place] };
  });
  return (request) => {
    const missing = values.filter(({ read }) => !read(request)?.trim()).map(({ name }) => name);
    if (missing.length === 0) return;
    const message = `Missing required request parameters: [${missing.join(', ')}]`;
    throw new GatewayError('BAD_REQUEST_PARAMETERS', { message, validationErrorString: message });
  };
}
