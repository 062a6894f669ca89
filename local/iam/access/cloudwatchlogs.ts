import { type AccessOf, type ArnOf, onEach } from '../access.ts';

/**
 * Policies name a log group with `:*` at the end, also for operations on the group itself.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
 */
export function cloudWatchLogsAccess(arnOf: ArnOf): AccessOf {
  return (operation, { logGroupName, logGroupIdentifier }) => {
    const group = logGroupName ?? logGroupIdentifier;
    if (typeof group !== 'string') return [];
    const arn = group.startsWith('arn:') ? group : arnOf('logs', `log-group:${group}`);
    return onEach(`logs:${operation}`, `${arn.replace(/:\*$/, '')}:*`);
  };
}
