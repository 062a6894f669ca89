import { type AccessOf, type ArnOf, onEach } from '../access.ts';

/**
 * Batches need the action of their messages; `QueueUrl` and `SourceArn` name the queue.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
 */
export function sqsAccess(arnOf: ArnOf): AccessOf {
  const queueArn = (name: unknown) =>
    typeof name === 'string' && arnOf('sqs', name.split(/[:/]/).at(-1) ?? '');
  return (operation, { QueueUrl, QueueName, SourceArn }) => {
    const action = `sqs:${operation.replace(/Batch$/, '')}`;
    if (operation === 'ListQueues') return onEach(action, '*');
    return onEach(action, queueArn(QueueUrl ?? QueueName ?? SourceArn));
  };
}
