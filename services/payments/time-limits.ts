import { patience } from '../shared/patience.ts';

/** How long the parts of the worker's work may take, in milliseconds. */
export const limits = {
  /** From one reading of the signing secrets to the next that a wrong signature asks for: forgers would drive the cost. */
  betweenSecrets: 1_000,
  /** A new connection to the ledger. */
  connect: 2_000,
  /** One statement: PostgreSQL ends it. */
  statement: 2_500,
  /** One answer of PostgreSQL: we give it up. The server's own limits cannot see a network that is gone. */
  answer: 3_000,
  /** From BEGIN to COMMIT: PostgreSQL (17 or later) ends the session. */
  transaction: 4_000,
  /** Settling the order's money: all calls of AWS and all their attempts together. */
  settle: 5_000,
  /** One answer of the payment provider to a refund, all attempts together. */
  refund: 10_000,
} as const;

/**
 * The worst case of one record. Both secrets may have to be read anew; of all that is asked of PostgreSQL, only the last
 * may stay without an answer.
 */
export const recordMilliseconds =
  limits.betweenSecrets +
  2 * patience.secret +
  limits.connect +
  limits.transaction +
  limits.answer +
  limits.settle;

/**
 * What the function's timeout should be, in seconds. A record is begun only while the worst case is left: the rest is for
 * those before it, of which there are nine in a full batch. Much less, and nothing would ever be begun.
 */
export const workerTimeoutSeconds = Math.ceil((recordMilliseconds + 9 * 1_000) / 1_000);

/** What the audit function's timeout should be, in seconds: it watches for 10 s at most, and reads a long run's events. */
export const auditTimeoutSeconds = 60;

/** Requests for refunds that a worker gets at once. It makes them one after the other. */
export const refundBatchSize = 5;

/** What the refund worker's timeout should be, in seconds: the worst case of a full batch and of reading the secret. */
export const refundTimeoutSeconds =
  Math.ceil((refundBatchSize * limits.refund + patience.secret) / 1_000) + 1;
