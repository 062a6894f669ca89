import { type Access, type ArnOf, onEach } from '../access.ts';

/**
 * To invoke a function; a qualifier is part of the resource.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 */
export function invokeAccess(nameOrArn: string, arnOf: ArnOf): Access[] {
  const name = nameOrArn.replace(/^.*function:/, '');
  return onEach('lambda:InvokeFunction', arnOf('lambda', `function:${name}`));
}
