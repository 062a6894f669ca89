import AjvDraft04 from 'ajv-draft-04';
import { GatewayError } from './gateway-error.ts';
import { targetOf } from './parameter-mapping.ts';
import type { GatewayRequest } from './request.ts';

/** Throws a `GatewayError` when a request does not fit. */
export type RequestCheck = (request: GatewayRequest) => void;

/** Says what is wrong with a parsed body; undefined when nothing is. */
export type Model = (body: unknown) => string | undefined;

/** A model's schema: JSON schema draft 4. One that does not compile is an error that says why. */
export function compileModel(schema: object): Model {
  // the names of formats are documentation to API Gateway's validator
  const ajv = new AjvDraft04.default({ allErrors: true, strict: false, validateFormats: false });
  const validate = ajv.compile(schema);
  return (body) => {
    if (validate(body)) return undefined;
    return `[${(validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`.trim()).join(', ')}]`;
  };
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
