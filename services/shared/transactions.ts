import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/**
 * Why each action of a canceled DynamoDB transaction failed, in their order; the code is `None` for those that would have
 * passed. An item that was asked for is as DynamoDB stores it, also with a document client. Empty for every other error.
 */
export const cancellationReasons = (error: unknown): CancellationReason[] =>
  error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
