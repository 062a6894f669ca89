import type { Contract as LegacyContract } from '../../legacy-api/http/contract.ts';
import { errorCatalogue as legacyErrors } from '../../legacy-api/http/errors.ts';
import { type ErrorCode, errorKind } from '../../services/shared/errors.ts';
import type { RouteContract } from '../../services/shared/route-contract.ts';
import { webhookProblems } from '../patterns/webhook-mapping.ts';
import { inputSchema, type JsonSchema, outputSchema, propertiesOf } from './schema.ts';

export interface Parameter {
  in: 'path' | 'query' | 'header';
  name: string;
  required: boolean;
  schema: JsonSchema;
}

export interface Answer {
  description: string;
  body?: JsonSchema;
  mediaType: string;
  headers: readonly string[];
}

/** An error answer. */
export interface ErrorAnswer {
  status: number;
  code: string;
  /** It says when to try again. */
  saysWhen?: boolean;
  /** Extension members of its problem. */
  members?: JsonSchema | undefined;
}

/** What one side of a route takes and answers, whoever published it. */
export interface Contract {
  summary: string;
  parameters: Parameter[];
  body?: JsonSchema;
  /** By HTTP status. */
  answers: Record<string, Answer>;
  /** What the route itself refuses: the same on both sides of a route that moves. */
  ownErrors: readonly string[];
  errors: ErrorAnswer[];
  /** What `x-served-by` says. */
  servedBy: string;
}

const json = 'application/json';
const bodyErrors = [
  'malformed_json',
  'invalid_request',
  'payload_too_large',
  'unsupported_media_type',
] as const;

const parametersOf = (place: Parameter['in'], schema: JsonSchema | undefined): Parameter[] =>
  propertiesOf(schema ?? {}).map((property) => ({ in: place, ...property }));

/** A route of a service's function. */
export function ofFunction(servedBy: string, contract: RouteContract): Contract {
  const { body, errors, members = {} } = contract;
  const codes: ErrorCode[] = [
    ...new Set([...errors, ...(body ? bodyErrors : []), 'internal_error' as const]),
  ];
  return {
    ...described(servedBy, contract, ['x-correlation-id']),
    errors: codes.map((code) => {
      const { status, retryAfter } = errorKind(code);
      const extension = members[code];
      return {
        ...{ status, code, saysWhen: retryAfter !== undefined },
        members: extension && outputSchema(extension),
      };
    }),
  };
}

/** A route that API Gateway answers itself once the call is in the queue. */
export const ofWebhook = (contract: RouteContract): Contract => ({
  ...described('webhook', contract, []),
  errors: Object.values(webhookProblems),
});

function described(servedBy: string, contract: RouteContract, headers: string[]): Omit<Contract, 'errors'> {
  const { summary, path, query, headers: requestHeaders, body, answers, errors } = contract;
  return {
    summary,
    servedBy,
    parameters: [
      ...parametersOf('path', path && inputSchema(path)),
      // After the check numbers are numbers; only before it one sees what may be missing.
      ...parametersOf('query', query && { ...outputSchema(query), required: inputSchema(query)['required'] }),
      ...parametersOf('header', requestHeaders && inputSchema(requestHeaders)),
    ],
    ...(body && { body: inputSchema(body) }),
    answers: mapValues(answers, (answer) => ({
      description: answer.description,
      ...(answer.body && { body: outputSchema(answer.body) }),
      mediaType: json,
      headers: [...headers, ...(answer.headers ?? [])],
    })),
    ownErrors: errors,
  };
}

/** A text that API Gateway answers itself. */
export const ofPage = (summary: string, mediaType: string, body: JsonSchema): Contract => ({
  summary,
  servedBy: 'gateway',
  parameters: [],
  answers: { 200: { description: 'The document', body, mediaType, headers: [] } },
  ownErrors: [],
  errors: [],
});

/** A route of the legacy API. */
export function ofLegacy(contract: LegacyContract): Contract {
  const { summary, path, query, body, answers, errors } = contract;
  const codes = new Set<keyof typeof legacyErrors>([
    ...errors,
    ...(body ? bodyErrors : []),
    // A path that is no percent-encoded UTF-8.
    ...(path ? (['invalid_request'] as const) : []),
    ...(['internal_error', 'database_unavailable'] as const),
  ]);
  return {
    summary,
    servedBy: 'legacy',
    parameters: [...parametersOf('path', path?.schema), ...parametersOf('query', query?.schema)],
    ...(body && { body: body.schema }),
    answers: mapValues(answers, (answer) => ({
      description: answer.description,
      ...(answer.body && { body: answer.body.schema }),
      mediaType: json,
      headers: ['x-correlation-id', ...(answer.headers ?? [])],
    })),
    ownErrors: errors,
    errors: [...codes].map((code) => ({ code, ...legacyErrors[code] })),
  };
}

function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  map: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
