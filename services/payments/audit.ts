import type { Client } from 'pg';

/** What PostgreSQL saw of the ledger's workers at one moment. */
export interface LedgerSessions {
  /** Epoch milliseconds. */
  at: number;
  /** Sessions of the ledger's role. */
  sessions: number;
  /** Different workers among them that have used theirs in the last tenth of a second. */
  workers: number;
}

/** What the ledger holds of the events whose ids begin with a prefix. */
export interface LedgerEvents {
  /** Each event that was recorded: what its id has after the prefix, and when it was, in epoch milliseconds. */
  recorded: [suffix: string, at: number][];
  /** Orders that were booked more than once by these events. */
  bookedTwice: number;
}

/** Whose sessions are counted: the workers name theirs by their environment. */
const owner = 'ledger';

/**
 * Counts the sessions of the ledger's role. Needs `pg_monitor`: PostgreSQL tells others only that a session is
 * there, not whether it works.
 */
export async function ledgerSessions(client: Client): Promise<LedgerSessions> {
  const { rows } = await client.query<{ sessions: number; workers: number }>(
    `SELECT count(*)::int AS sessions,
       count(DISTINCT application_name) FILTER (
         WHERE state <> 'idle' OR state_change > clock_timestamp() - interval '100 ms'
       )::int AS workers
     FROM pg_stat_activity WHERE usename = $1 AND backend_type = 'client backend'`,
    [owner],
  );
  return { at: Date.now(), sessions: rows[0]?.sessions ?? 0, workers: rows[0]?.workers ?? 0 };
}

/** Reads a run's events. `prefix` is what all their ids begin with, and no others'. */
export async function ledgerEvents(client: Client, prefix: string): Promise<LedgerEvents> {
  const events = await client.query<{ suffix: string; at: number }>(
    `SELECT substr(event_id, length($1) + 1) AS suffix, extract(epoch FROM recorded_at)::float8 * 1000 AS at
     FROM payment_events WHERE starts_with(event_id, $1)`,
    [prefix],
  );
  const booked = await client.query<{ orders: number }>(
    `SELECT count(*)::int AS orders FROM (
       SELECT DISTINCT order_id FROM ledger_entries WHERE starts_with(event_id, $1)
       GROUP BY order_id, account HAVING count(*) > 1
     ) AS twice`,
    [prefix],
  );
  return {
    recorded: events.rows.map(({ suffix, at }) => [suffix, Math.round(at)]),
    bookedTwice: booked.rows[0]?.orders ?? 0,
  };
}
