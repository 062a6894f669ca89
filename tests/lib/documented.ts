import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ApiResponse } from '../../commands/lib/api.ts';
import type { OpenApiDocument, OperationObject } from '../../infra/openapi/document.ts';
import type { Response } from '../../infra/openapi/responses.ts';

type Answer = Pick<ApiResponse<unknown>, 'status' | 'headers' | 'body'>;

/** Headers that mean something to a caller: none of them comes undocumented. */
const meaningful = ['location', 'retry-after', 'www-authenticate', 'x-served-by', 'x-correlation-id'];

/** Judges answers of the API by its document. */
export class Documented {
  readonly #document: OpenApiDocument;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, formats: { 'date-time': isInstant } });

  constructor(document: OpenApiDocument) {
    this.#document = document;
    this.#ajv.addSchema(document, 'document');
  }

  /** What an answer has that the document does not say of this operation, or the other way round; a line each. */
  problemsOf(method: string, path: string, answer: Answer): string[] {
    const operation = this.#document.paths[path]?.[method.toLowerCase()];
    if (!operation) return [`${method} ${path} is not in the document`];
    const found = this.#responseOf(operation, answer.status);
    if (!found) return [`${answer.status} is not among ${Object.keys(operation.responses).join(', ')}`];
    return [...this.#headerProblems(found, answer), ...this.#bodyProblems(found, answer)];
  }

  #responseOf({ responses }: OperationObject, status: number): Response | undefined {
    const response = responses[status] ?? responses[`${Math.floor(status / 100)}XX`];
    if (!response || !('$ref' in response)) return response;
    return this.#document.components.responses[response.$ref.replace('#/components/responses/', '')];
  }

  #headerProblems({ headers = {} }: Response, answer: Answer): string[] {
    const undocumented = meaningful.filter((name) => answer.headers.has(name) && !(name in headers));
    return [
      ...undocumented.map((name) => `header ${name} is not in the document`),
      ...Object.entries(headers).flatMap(([name, header]) => this.#headerProblem(name, header, answer)),
    ];
  }

  #headerProblem(name: string, given: unknown, answer: Answer): string[] {
    const { $ref } = given as { $ref?: string };
    const header = $ref ? this.#document.components.headers[$ref.replace(/^.*\//, '')] : given;
    const { required, schema = {} } = header as { required?: boolean; schema?: { type?: string } };
    const value = answer.headers.get(name);
    if (value === null) return required ? [`header ${name} is missing`] : [];
    return this.#faults(this.#ajv.compile(schema), schema.type === 'integer' ? Number(value) : value, name);
  }

  #bodyProblems({ content }: Response, { headers, body }: Answer): string[] {
    const mediaType = headers.get('content-type')?.split(';')[0] ?? '';
    if (!content) return body === '' ? [] : ['there is a body, and the document knows of none'];
    const schema = content[mediaType]?.schema;
    if (!(mediaType in content))
      return [`${mediaType || 'no media type'} is not among ${Object.keys(content).join(', ')}`];
    return schema ? this.#faults(this.#ajv.compile(inDocument(schema)), body, 'body') : [];
  }

  #faults(validate: ValidateFunction, value: unknown, what: string): string[] {
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath}: ${message}`);
  }
}

/** With references that lead into the document. */
const inDocument = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"document#/'));

const isInstant = (text: string) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) && !Number.isNaN(Date.parse(text));
