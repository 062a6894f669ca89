import * as z from 'zod';
import { CodedError } from '../shared/errors.ts';

/**
 * What is known of an Idempotency-Key. The first request claims it until its lease ends, prices the order, and completes
 * the key together with the order. A lease that ran out (the function died) may be claimed again by the same request.
 */
export interface KeyRecord {
  /** Tells the body that came with the key from any other. */
  hash: string;
  /** The order that the key stands for; while in progress also the token of who holds the claim. */
  orderId: string;
  /** Epoch milliseconds; absent once the order is written. */
  leaseUntil?: number;
  /** Epoch seconds, as DynamoDB's time to live wants it. From then on the key is free. */
  expiresAt: number;
}

/**
 * How long a key is remembered: a week. Stripe keeps its keys for at least a day, which suits programs; a customer who
 * closes the laptop in the evening may come back after more than a day, and after a long weekend.
 */
export const keyLifetimeSeconds = 7 * 24 * 60 * 60;

/** A key is 1 to 255 printable ASCII characters, as Stripe takes them. */
export const idempotencyKeySchema = z
  .string()
  .regex(/^[\x20-\x7e]{1,255}$/)
  .describe('A fresh UUID for each order');

export function checkKey(key: string | undefined): string {
  if (!key)
    throw new CodedError('missing_idempotency_key', 'Send a fresh UUID as Idempotency-Key with each order');
  if (idempotencyKeySchema.safeParse(key).success) return key;
  throw new CodedError(
    'invalid_request',
    `Idempotency-Key: expected 1 to 255 printable ASCII characters, got ${key.length} characters`,
  );
}

/** The order of a key that somebody claimed before. Throws what the caller must know when there is none to show. */
export function orderOfKey(record: KeyRecord | undefined, hash: string): string {
  if (record && record.hash !== hash)
    throw new CodedError(
      'idempotency_key_reused',
      'Another body came with this key: send a new key with a new order',
    );
  if (!record || record.leaseUntil !== undefined)
    throw new CodedError('request_in_progress', 'Send the same request again in a moment to get its order');
  return record.orderId;
}
