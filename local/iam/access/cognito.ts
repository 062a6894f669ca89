import { type AccessOf, type ArnOf, onEach } from '../access.ts';

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html */
export function cognitoAccess(arnOf: ArnOf): AccessOf {
  return (operation, { UserPoolId }) =>
    onEach(`cognito-idp:${operation}`, UserPoolId && arnOf('cognito-idp', `userpool/${UserPoolId}`));
}
