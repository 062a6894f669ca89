import {
  gatewayBodyProblems,
  gatewayDefaults,
  gatewayFailures,
  gatewaySignInProblems,
} from '../patterns/gateway-problems.ts';
import { titleOf } from './catalogue.ts';
import type { Answer, ErrorAnswer } from './contract.ts';
import type { Operation } from './operations.ts';
import type { JsonSchema } from './schema.ts';

/** A response object. https://spec.openapis.org/oas/v3.1.1.html#response-object */
export type Response = {
  description: string;
  headers?: Record<string, unknown>;
  content?: Record<string, { schema?: JsonSchema }>;
};

const problemJson = 'application/problem+json';
const reference = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });

/** What an operation answers when it did what was asked, by HTTP status. */
export const successes = ({ contracts }: Operation): Record<string, Response> =>
  Object.fromEntries(
    Object.entries(contracts[0]?.answers ?? {}).map(([status, answer]) => [
      status,
      success(
        answer,
        contracts.map(({ servedBy }) => servedBy),
      ),
    ]),
  );

function success({ description, body, mediaType, headers }: Answer, servers: string[]): Response {
  return {
    description,
    headers: {
      'x-served-by': {
        description: 'Who answered',
        required: true,
        schema: { type: 'string', enum: servers },
      },
      ...headersOf(...headers),
    },
    ...(body && { content: { [mediaType]: { schema: body } } }),
  };
}

/** An error response that several operations share, under a name that says its status and codes. */
export interface ErrorResponse {
  status: string;
  name: string;
  response: Response;
}

/** Everything that may go wrong with an operation, one response for each status. */
export function failures({ contracts, access, owners }: Operation): ErrorResponse[] {
  const hasBody = contracts.some(({ body }) => body !== undefined);
  const errors: ErrorAnswer[] = [
    ...contracts.flatMap((contract) => contract.errors),
    ...gatewayFailures,
    ...(hasBody ? gatewayBodyProblems : []),
    ...(access === 'public' ? [] : gatewaySignInProblems),
  ];
  const byStatus = Map.groupBy(errors, ({ status }) => status);
  const isLegacy = owners.includes('legacy');
  return [
    ...[...byStatus]
      .sort(([one], [other]) => one - other)
      .map(([status, group]) => failure(status, group, isLegacy && [502, 503, 504].includes(status))),
    ...(['4XX', '5XX'] as const).map((range) => ({ status: range, name: range, response: fallback(range) })),
  ];
}

/** `byLoadBalancer`: the load balancer before the legacy API may say it too, in its own words. */
function failure(status: number, errors: ErrorAnswer[], byLoadBalancer: boolean): ErrorResponse {
  const codes = [...new Set(errors.map(({ code }) => code))].sort();
  return {
    status: String(status),
    name: [status, ...codes, ...(byLoadBalancer ? ['or-html'] : [])].join('-'),
    response: {
      description: codes.map((code) => titleOf.get(code)).join('; '),
      headers: headersOf(
        'x-served-by',
        'x-correlation-id',
        ...(status === 401 ? ['www-authenticate'] : []),
        ...(errors.some(({ saysWhen }) => saysWhen) ? ['retry-after'] : []),
      ),
      content: {
        [problemJson]: {
          schema: {
            allOf: [reference('schemas', 'Problem'), ...errors.flatMap(extension)],
            properties: { status: { const: status }, code: { enum: codes } },
            required: ['status'],
          },
        },
        ...(byLoadBalancer && { 'text/html': {} }),
      },
    },
  };
}

/** What problems of one code have more than others. */
const extension = ({ code, members }: ErrorAnswer) =>
  members ? [{ anyOf: [{ properties: { code: { not: { const: code } } } }, members] }] : [];

/** What API Gateway says where no other response is for it. */
const fallback = (range: '4XX' | '5XX'): Response => ({
  description: gatewayDefaults.title,
  headers: headersOf('x-served-by'),
  content: {
    [problemJson]: {
      schema: {
        allOf: [reference('schemas', 'Problem')],
        properties: { code: { const: gatewayDefaults[`DEFAULT_${range}`] } },
      },
    },
  },
});

const headersOf = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, reference('headers', name)]));
