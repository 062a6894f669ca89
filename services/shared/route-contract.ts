import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';

/** What a route answers when it did what was asked. */
export interface Answer {
  /** One line, for people. */
  description: string;
  /** The JSON that is sent; absent when there is no body. */
  body?: z.ZodType;
  /** Headers beside those that every answer has. */
  headers?: readonly string[];
}

/**
 * What a route takes and answers, published for whoever documents the API. The handler checks its input by the same
 * schemas, and the types of what it answers are theirs.
 */
export interface RouteContract {
  /** One line, for people. */
  summary: string;
  path?: z.ZodObject;
  query?: z.ZodObject;
  /** Request headers that the route itself reads, in lower case. */
  headers?: z.ZodObject;
  body?: z.ZodType;
  /** By HTTP status. */
  answers: Readonly<Record<number, Answer>>;
  /** Beside those that come from how it reads a body, and `internal_error`. */
  errors: readonly ErrorCode[];
  /** The extension members (RFC 9457, section 3.2) that problems of a code have. */
  members?: Readonly<Partial<Record<ErrorCode, z.ZodObject>>>;
}

/** A service's routes, keyed `METHOD /resource/{path}` as `httpApi` has them. */
export type RouteContracts = Readonly<Record<`${string} /${string}`, RouteContract>>;
