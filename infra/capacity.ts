import type { Size } from './size.ts';

/**
 * How much the PostgreSQL instance takes and how it is shared out. Everything that opens a connection derives from here.
 * Few on purpose: this is the backend that the webhook pattern protects.
 */
export const capacity = {
  /** `max_connections` of the instance. */
  maxConnections: 40,
  /** Kept free for PostgreSQL's own superusers, the database setup and a person with a psql prompt. */
  reservedConnections: 8,
  /** Webhook workers at once: the throttle. */
  webhook: { workers: 5, poolSize: 1 },
  /** How many tasks there may be depends on the size. */
  legacy: { poolSize: 3 },
  /** Sessions that only read the ledger: the audit function's, and that of a load test on the same machine. */
  audit: { sessions: 2 },
  /** Refund workers at once, each with one call under way: far below the 25 a second that Stripe takes in test mode. */
  refunds: { workers: 2 },
} as const;

/** Sessions of the legacy API: twice its most tasks, since old and new ones overlap in a rolling deployment. */
export const legacyConnections = ({ legacyTasks }: Size): number =>
  2 * legacyTasks.most * capacity.legacy.poolSize;

/** Sessions of the ledger: twice its workers, since environments of the version before keep theirs for a minute. */
export const ledgerConnections = 2 * capacity.webhook.workers * capacity.webhook.poolSize;

/** Sessions at most while nothing is deployed: with more than these for long, somebody does not give theirs back. */
export const usualConnections = ({ legacyTasks }: Size): number =>
  legacyTasks.most * capacity.legacy.poolSize +
  capacity.webhook.workers * capacity.webhook.poolSize +
  capacity.audit.sessions;

/** Tells a program how many sessions it may have. */
export const poolSizeVariable = 'DATABASE_POOL_SIZE';

/** Tells how many sessions a function's role may have, where nothing but PostgreSQL limits how many of it run at once. */
export const roleLimitVariable = 'DATABASE_ROLE_LIMIT';
