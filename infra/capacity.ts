/**
 * How much the PostgreSQL instance takes and how it is shared out. Everything that opens a connection derives from here.
 * Few on purpose: this is the backend that the webhook pattern protects.
 */
export const capacity = {
  /** `max_connections` of the instance. */
  maxConnections: 30,
  /** Kept free for PostgreSQL's own superusers, the database setup and a person with a psql prompt. */
  reservedConnections: 8,
  /** Webhook workers at once: the throttle. */
  webhook: { workers: 5, poolSize: 1 },
  legacy: { tasks: 1, poolSize: 5 },
} as const;

/** Sessions of the legacy API: twice its tasks, since old and new ones overlap in a rolling deployment. */
export const legacyConnections = 2 * capacity.legacy.tasks * capacity.legacy.poolSize;

/** Sessions of the ledger: twice its workers, since environments of the version before keep theirs for a minute. */
export const ledgerConnections = 2 * capacity.webhook.workers * capacity.webhook.poolSize;

/** Tells a program how many sessions it may have. */
export const poolSizeVariable = 'DATABASE_POOL_SIZE';
