import { problemSchema } from '../../services/shared/problem.ts';
import type { RouteTable } from '../patterns/route-table.ts';
import { codes } from './catalogue.ts';
import { Components } from './components.ts';
import { type Operation, operationsOf } from './operations.ts';
import { failures, type Response, successes } from './responses.ts';
import { type JsonSchema, outputSchema } from './schema.ts';
import { type Side, sides } from './sides.ts';

/** The parts of an OpenAPI document that somebody here reads. https://spec.openapis.org/oas/v3.1.1.html */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string; description?: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, OperationObject>>;
  components: {
    responses: Record<string, Response>;
  } & Record<'schemas' | 'headers' | 'securitySchemes', Record<string, JsonSchema>>;
}

/** To a part of the document. */
export interface Reference {
  $ref: string;
}

export interface OperationObject {
  operationId: string;
  summary: string;
  tags: string[];
  /** The side doors of a route that moves, beside the API itself. */
  servers?: { url: string; description?: string }[];
  security: Record<string, string[]>[];
  parameters: JsonSchema[];
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, Response | Reference>;
}

const description = `Products, stock, orders and their payments, one public API in front of services and of the legacy API.

Every answer says in \`x-served-by\` who gave it. Every error is a problem (RFC 9457) with a stable \`code\`; only what the
load balancer says in its own name is HTML.

Operations with more than one server move from the legacy API to a service: the other servers reach each side of them,
whichever of the two answers the route itself.`;

/** Relative to where the document is: on AWS the stage is a part of the path. https://spec.openapis.org/oas/v3.1.1.html#server-object */
const here = { url: '.', description: 'The API that serves this document' };

/** The contract of the whole public API, made of what the owners of its routes publish. */
export function openApiDocument(
  table: RouteTable,
  owners: Readonly<Record<string, Side>> = sides,
): OpenApiDocument {
  const operations = operationsOf(table, owners);
  const components = new Components();
  const paths = pathsOf(operations, components);
  components.withReferences(problem());
  const tags = [...new Set(operations.map(tagOf))].map((name) => ({ name }));
  return {
    openapi: '3.1.1',
    info: { title: 'serverless-orders', version: '1', description },
    servers: [here],
    tags,
    paths,
    components: {
      schemas: sorted(components.schemas),
      responses: sorted(components.responses),
      headers,
      securitySchemes: {
        signedIn: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token of the Cognito user pool; roles are its groups',
        },
      },
    },
  };
}

const text = { type: 'string' };
const headers = {
  'x-served-by': { description: 'Who answered', schema: text },
  'x-correlation-id': {
    description: "The request's own, or a new one: names it in every log",
    schema: { type: 'string', maxLength: 128 },
  },
  location: { description: 'Where it can be read', schema: text },
  'retry-after': {
    description: 'Seconds after which the same request may succeed',
    schema: { type: 'integer', minimum: 0 },
  },
  'www-authenticate': { description: 'How to sign in', schema: text },
};

function pathsOf(operations: Operation[], components: Components): OpenApiDocument['paths'] {
  const byPath = Map.groupBy(operations, ({ path }) => path);
  return Object.fromEntries(
    [...byPath].map(([path, methods]) => [
      path,
      Object.fromEntries(
        methods.map((operation) => [operation.method.toLowerCase(), operationObject(operation, components)]),
      ),
    ]),
  );
}

function operationObject(operation: Operation, components: Components): OperationObject {
  const { owners, access, contracts } = operation;
  const [contract] = contracts;
  if (!contract) throw new Error(`${operation.method} ${operation.path} has no contract`);
  const { summary, parameters, body, ownErrors } = contract;
  // Who refuses callers by their group says so; the legacy API refuses customers alone.
  const role = owners.includes('legacy') ? 'operator' : access;
  const roles = ownErrors.includes('forbidden') ? [role] : [];
  const answers: Record<string, Response> = components.withReferences(successes(operation));
  return {
    operationId: operationId(operation),
    summary,
    tags: [tagOf(operation)],
    ...(owners.length > 1 && {
      servers: [
        here,
        ...owners.map((owner) => ({ url: `./via/${owner}`, description: `${owner}, by its side door` })),
      ],
    }),
    security: access === 'public' ? [] : [{ signedIn: roles }],
    parameters: parameters.map((parameter) => components.withReferences({ ...parameter })),
    ...(body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: components.withReferences(body) } },
      },
    }),
    responses: {
      ...answers,
      ...Object.fromEntries(
        failures(operation).map(({ status, name, response }) => {
          const { content } = answers[status] ?? {};
          if (!content) return [status, components.response(name, response)];
          return [
            status,
            components.withReferences({ ...response, content: { ...response.content, ...content } }),
          ];
        }),
      ),
    },
  };
}

/** `GET /products/{sku}` is `getProductsSku`. */
const operationId = ({ method, path }: Operation) =>
  method.toLowerCase() +
  [...path.matchAll(/[A-Za-z]+/g)].map(([word]) => word[0]?.toUpperCase() + word.slice(1)).join('');

const tagOf = ({ path }: Operation) => path.split('/')[1] ?? '';

/** The schema of problems, with the codes of all who answer. What the gateway says for several statuses names none. */
function problem(): JsonSchema {
  const schema = outputSchema(problemSchema) as { properties: Record<string, object> };
  return {
    ...schema,
    properties: { ...schema.properties, code: { ...schema.properties['code'], enum: codes } },
    required: ['type', 'title', 'code'],
  };
}

const sorted = <Value>(record: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
