import { type AccessOf, type ArnOf, onEach } from '../access.ts';

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html */
export function cloudFormationAccess(arnOf: ArnOf): AccessOf {
  const stackArn = (nameOrId: string) =>
    nameOrId.startsWith('arn:') ? nameOrId : arnOf('cloudformation', `stack/${nameOrId}/*`);
  return (operation, { StackName }) =>
    onEach(`cloudformation:${operation}`, StackName ? stackArn(StackName) : '*');
}
