import { ConditionalCheckFailedException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type KeyRecord, keyLifetimeSeconds } from './idempotency.ts';
import { idempotencyKey } from './keys.ts';

/** A request that wants a key for itself. */
export interface Claim {
  customerId: string;
  key: string;
  hash: string;
  orderId: string;
  /** Epoch milliseconds. */
  now: number;
  /** Epoch milliseconds: when whoever holds the claim cannot be running any more. */
  leaseUntil: number;
}

export const keyOf = ({ customerId, key }: Claim) => ({ pk: idempotencyKey(customerId, key) });

/** True only for who holds the claim: nobody took it over after the lease ran out. */
export const holdsClaim = {
  ConditionExpression: 'orderId = :orderId AND attribute_exists(leaseUntil)',
};

/** Idempotency keys, in the orders table so that one transaction can write an order and complete its key. */
export function keyTable(documents: DynamoDBDocumentClient, table: string) {
  return {
    /** Claims the key in one conditional write; false when it belongs to a request before. */
    async claim(claim: Claim): Promise<boolean> {
      const { hash, orderId, leaseUntil, now } = claim;
      const record: KeyRecord = {
        hash,
        orderId,
        leaseUntil,
        expiresAt: Math.floor(now / 1000) + keyLifetimeSeconds,
      };
      try {
        await documents.send(
          new PutCommand({
            TableName: table,
            Item: { ...keyOf(claim), ...record },
            // DynamoDB may take days to delete what expired, so expired means free.
            ConditionExpression:
              'attribute_not_exists(pk) OR expiresAt < :seconds OR (leaseUntil < :now AND #hash = :hash)',
            ExpressionAttributeNames: { '#hash': 'hash' },
            ExpressionAttributeValues: { ':seconds': Math.floor(now / 1000), ':now': now, ':hash': hash },
          }),
        );
        return true;
      } catch (error) {
        const isTaken =
          error instanceof ConditionalCheckFailedException || error instanceof TransactionConflictException;
        if (isTaken) return false;
        throw error;
      }
    },

    async find(claim: Claim): Promise<KeyRecord | undefined> {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: keyOf(claim), ConsistentRead: true }),
      );
      return Item as KeyRecord | undefined;
    },

    /** Gives an unused claim back, so that the key can be used again at once. */
    async release(claim: Claim): Promise<void> {
      try {
        await documents.send(
          new DeleteCommand({
            TableName: table,
            Key: keyOf(claim),
            ...holdsClaim,
            ExpressionAttributeValues: { ':orderId': claim.orderId },
          }),
        );
      } catch (error) {
        // Somebody else holds it by now: nothing of ours is left to give back.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}
