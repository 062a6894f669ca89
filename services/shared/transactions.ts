import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/**
 * Why each action of a canceled DynamoDB transaction failed, in their order; `None` for those that would have passed.
 * Empty for every other error.
 */
export const cancellationReasons = (error: unknown): (string | undefined)[] =>
  error instanceof TransactionCanceledException
    ? (error.CancellationReasons ?? []).map((reason) => reason.Code)
    : [];
