import { Pool, type PoolClient } from 'pg';
import * as z from 'zod';
import { logger } from '../shared/observability.ts';
import { entriesOf, type LedgerEntry } from './entries.ts';
import type { PaymentEvent } from './event.ts';

/** Connections that one execution environment may hold. Concurrency × this is what the database must have free. */
export const ledgerPoolSize = 1;

/** The JSON secret of the ledger's database. */
export const ledgerSecretSchema = z.object({
  host: z.string(),
  port: z.coerce.number(),
  username: z.string(),
  password: z.string(),
  dbname: z.string(),
});

/** A pool that gives up soon: the queue keeps the message, so waiting for a database in trouble gains nothing. */
export function ledgerPool(secret: z.infer<typeof ledgerSecretSchema>): Pool {
  const { host, port, username, password, dbname } = secret;
  const pool = new Pool({
    ...{ host, port, user: username, password, database: dbname },
    max: ledgerPoolSize,
    connectionTimeoutMillis: 3_000,
    // Less than the role's idle_session_timeout: after a freeze this timer fires before the dead session is used.
    idleTimeoutMillis: 30_000,
    statement_timeout: 3_000,
    // For an answer that never comes, which the server's own timeout cannot see.
    query_timeout: 4_000,
    idle_in_transaction_session_timeout: 10_000,
  });
  // A connection that breaks between two queries, idle or in a transaction, says so by this event, which would end the
  // process if nobody listened. The error may carry the whole client, which belongs in no log.
  pool.on('connect', (client) =>
    client.on('error', ({ message }) => logger.warn('A ledger connection broke', { reason: message })),
  );
  // The pool repeats it for idle connections, and replaces them.
  pool.on('error', () => undefined);
  return pool;
}

/**
 * Records an event in one transaction: the inbox row first, then its entries. A second delivery, even at the same
 * instant, waits for the first at the inbox key and then changes nothing.
 */
export async function recordEvent(
  pool: Pool,
  event: PaymentEvent,
  receivedAt: Date,
): Promise<'recorded' | 'duplicate'> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const isNew = await insertIntoInbox(client, event, receivedAt);
    const entries = isNew ? entriesOf(event) : [];
    if (entries.length > 0) await insertEntries(client, event.id, entries);
    await client.query('COMMIT');
    client.release();
    return isNew ? 'recorded' : 'duplicate';
  } catch (error) {
    const rolledBack = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    );
    // A connection that cannot even roll back is closed; PostgreSQL then rolls back by itself.
    client.release(!rolledBack);
    throw error;
  }
}

async function insertIntoInbox(client: PoolClient, event: PaymentEvent, receivedAt: Date): Promise<boolean> {
  const { id, type, orderId, payment } = event;
  const { rowCount } = await client.query(
    `INSERT INTO payment_events (event_id, type, order_id, payment_id, amount, currency, received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (event_id) DO NOTHING`,
    [id, type, orderId, payment?.paymentId, payment?.amount, payment?.currency, receivedAt],
  );
  return rowCount === 1;
}

async function insertEntries(client: PoolClient, eventId: string, entries: LedgerEntry[]): Promise<void> {
  const column = <Name extends keyof LedgerEntry>(name: Name) => entries.map((entry) => entry[name]);
  await client.query(
    `INSERT INTO ledger_entries (event_id, account, order_id, amount, currency)
     SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::text[])`,
    [eventId, column('account'), column('orderId'), column('amount'), column('currency')],
  );
}
