import type { Secrets } from '../../secretsmanager/secrets.ts';
import { type AccessOf, type ArnOf, onEach } from '../access.ts';

/**
 * A secret is meant by its whole ARN, however the caller names it. One that does not exist is checked, too, so that
 * nobody learns from the answer which ones do.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 */
export function secretsManagerAccess(secrets: Secrets, arnOf: ArnOf): AccessOf {
  const secretArn = (id: unknown) => {
    if (typeof id !== 'string') return undefined;
    const asGiven = id.startsWith('arn:') ? id : arnOf('secretsmanager', `secret:${id}`);
    return secrets.arnOf(id) ?? asGiven;
  };
  return (operation, { SecretId }) => onEach(`secretsmanager:${operation}`, secretArn(SecretId));
}
