import { type Access, type ArnOf, onEach } from '../access.ts';

export type LambdaOperation =
  | 'InvokeFunction'
  | 'PutFunctionConcurrency'
  | 'DeleteFunctionConcurrency'
  | 'UpdateFunctionConfiguration';

/**
 * Each operation is on a function; a qualifier is part of the resource.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 */
export function lambdaAccess(operation: LambdaOperation, nameOrArn: string, arnOf: ArnOf): Access[] {
  const name = nameOrArn.replace(/^.*function:/, '');
  return onEach(`lambda:${operation}`, arnOf('lambda', `function:${name}`));
}

/** To invoke a function. */
export const invokeAccess = (nameOrArn: string, arnOf: ArnOf): Access[] =>
  lambdaAccess('InvokeFunction', nameOrArn, arnOf);
