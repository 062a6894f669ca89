import type { IncomingHttpHeaders } from 'node:http';
import { callerIdPattern } from '../identifiers.ts';
import { HttpError } from './errors.ts';

/**
 * Who may call a route. `internal` is for other parts of the system that reach this server directly, never through the
 * public API.
 */
export type Access = 'public' | 'customer' | 'operator' | 'internal';

/** Who is signed in: an operator, or the customer with this id. */
export interface Caller {
  id: string;
  isOperator: boolean;
}

/** What the public API's gateway says of the caller. It replaces whatever the client sends by these names. */
const callerHeader = 'x-caller-id';
const groupsHeader = 'x-caller-groups';

/** Lets a request through or throws `unauthorized` or `forbidden`. Answers who is signed in, if anybody. */
export function admit(access: Access, headers: IncomingHttpHeaders): Caller | undefined {
  if (access === 'internal') {
    if (headers[callerHeader] === undefined) return undefined;
    throw new HttpError('forbidden', 'This is not open to the outside.');
  }
  const caller = callerOf(headers);
  if (access === 'public') return caller;
  if (!caller) throw new HttpError('unauthorized', 'Sign in and call it through the public API.');
  if (access === 'operator' && !caller.isOperator) throw new HttpError('forbidden', 'This is for operators.');
  return caller;
}

/** Operators see what belongs to anybody, customers what belongs to them. */
export const maySee = (caller: Caller | undefined, customerId: string): boolean =>
  caller !== undefined && (caller.isOperator || caller.id === customerId);

function callerOf(headers: IncomingHttpHeaders): Caller | undefined {
  const id = headers[callerHeader];
  if (typeof id !== 'string' || !callerIdPattern.test(id)) return undefined;
  return { id, isOperator: groupsOf(headers[groupsHeader]).includes('operator') };
}

/** API Gateway writes a list as `a,b` or `[a b]`. */
const groupsOf = (header: string | string[] | undefined): string[] => String(header ?? '').split(/[\s,[\]]+/);
