/**
 * How much the PostgreSQL instance takes and how it is shared out. Everything that opens a connection derives from here.
 * Few on purpose: this is the backend that the webhook pattern protects.
 */
export const capacity = {
  /** `max_connections` of the instance. */
  maxConnections: 30,
  /** Kept free for PostgreSQL's own superusers, the database setup and a person with a psql prompt. */
  reservedConnections: 8,
  /** Webhook workers at once: the throttle. Each has one connection. */
  webhookWorkers: 10,
  legacy: { tasks: 1, poolSize: 5 },
} as const;

/** Sessions of the legacy API: twice its tasks, since old and new ones overlap in a rolling deployment. */
export const legacyConnections = 2 * capacity.legacy.tasks * capacity.legacy.poolSize;
