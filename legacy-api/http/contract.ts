import type { Check } from './checks.ts';
import type { ErrorCode } from './errors.ts';

/** What a route answers when it did what was asked. */
export interface Answer {
  /** One line, for people. */
  description: string;
  /** The JSON that is sent; absent when there is no body. */
  body?: Check<unknown>;
  /** Headers beside those that every answer has. */
  headers?: readonly string[];
}

/** What a route that the public API leads to takes and answers: its input is checked by this, its types are of this. */
export interface Contract {
  /** One line, for people. */
  summary: string;
  path?: Check<object>;
  query?: Check<object>;
  body?: Check<unknown>;
  /** By HTTP status. */
  answers: Readonly<Record<number, Answer>>;
  /** Beside those that come from how it reads a body and the path, `internal_error` and `database_unavailable`. */
  errors: readonly ErrorCode[];
}

/** Contracts, keyed `METHOD /path/{parameter}` as the routes are. */
export type Contracts = Readonly<Record<`${string} /${string}`, Contract>>;
