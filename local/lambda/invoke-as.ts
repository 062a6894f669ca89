import { invokeAccess } from '../iam/access/lambda.ts';
import type { ArnOf } from '../iam/access.ts';
import type { Principal } from '../iam/principal.ts';
import type { Functions } from './functions.ts';

/** The functions as a state machine invokes them in its role: those that it may. */
export function invokeAs(
  principal: Principal,
  functions: Functions,
  arnOf: ArnOf,
): Pick<Functions, 'invoke'> {
  return {
    async invoke(nameOrArn, request) {
      principal.authorize(invokeAccess(nameOrArn, arnOf));
      return functions.invoke(nameOrArn, request);
    },
  };
}
