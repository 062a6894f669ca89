import { DatabaseError, Pool, type PoolClient } from 'pg';
import type { Money } from '../shared/money.ts';
import { logger } from '../shared/observability.ts';
import { type Booking, bookingOf } from './entries.ts';
import type { PaymentEvent } from './event.ts';
import type { LedgerSecret } from './ledger-secret.ts';
import { limits } from './time-limits.ts';

/** Much less than the database's idle_session_timeout. */
const idleMilliseconds = 30_000;

/**
 * Keeps a pool from one use to the next, and replaces it when the secret has changed or the last use is long ago. Its
 * own idle timer is not enough: Lambda freezes an environment together with its timers, while the server ends the session.
 */
export function ledgerConnections(poolSize: number): (secret: LedgerSecret) => Pool {
  let kept: { pool: Pool; secret: string; usedAt: number } | undefined;
  return (secret) => {
    const text = JSON.stringify(secret);
    if (kept && (kept.secret !== text || Date.now() - kept.usedAt > idleMilliseconds)) {
      // Nobody waits for it: a session that is gone does not answer.
      void kept.pool.end();
      kept = undefined;
    }
    kept = { pool: kept?.pool ?? ledgerPool(secret, poolSize), secret: text, usedAt: Date.now() };
    return kept.pool;
  };
}

/**
 * A pool that gives up soon: the queue keeps the message, so waiting for a database in trouble gains nothing. TLS is as
 * the environment's `PGSSLMODE` says; with `verify-full` the server's certificate and name are checked.
 */
export function ledgerPool(secret: LedgerSecret, poolSize: number): Pool {
  const { host, port, username, password, dbname } = secret;
  const pool = new Pool({
    ...{ host, port, user: username, password, database: dbname },
    application_name: sessionName(process.env['AWS_LAMBDA_LOG_STREAM_NAME']),
    max: poolSize,
    connectionTimeoutMillis: limits.connect,
    idleTimeoutMillis: idleMilliseconds,
    statement_timeout: limits.statement,
    query_timeout: limits.answer,
    options: `-c transaction_timeout=${limits.transaction}`,
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
 * Whose session it is, of all the workers that run at once, for pg_stat_activity. PostgreSQL keeps 63 characters; what
 * differs between workers is at the end of a log stream's name.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
 */
export const sessionName = (logStreamName: string | undefined) => logStreamName?.slice(-63);

/** What recording an event did. */
export interface Recorded {
  /** False when it was recorded before. */
  isNew: boolean;
  /** The money that it booked: less than nothing when it went back. */
  moved?: Money;
}

/**
 * Records an event in one transaction: the inbox row first, then its entries. A second delivery, even at the same
 * instant, waits for the first at the inbox key and then changes nothing.
 */
export async function recordEvent(pool: Pool, event: PaymentEvent, receivedAt: Date): Promise<Recorded> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const isNew = await insertIntoInbox(client, event, receivedAt);
    const booking = isNew ? bookingOf(event, await refundedBefore(client, event)) : undefined;
    const moved = booking && (await insertEntries(client, event.id, booking));
    await client.query('COMMIT');
    client.release();
    return { isNew, ...(moved && { moved }) };
  } catch (error) {
    // A session in any other trouble is closed: PostgreSQL then rolls back by itself.
    const rolledBack = isRefusal(error) && (await rollBack(client));
    client.release(!rolledBack);
    throw error;
  }
}

/** PostgreSQL refused a statement and the session lives. `FATAL` would have ended it. */
const isRefusal = (error: unknown) => error instanceof DatabaseError && error.severity === 'ERROR';

const rollBack = (client: PoolClient) =>
  client.query('ROLLBACK').then(
    () => true,
    () => false,
  );

async function insertIntoInbox(client: PoolClient, event: PaymentEvent, receivedAt: Date): Promise<boolean> {
  const { id, type, orderId, payment } = event;
  const { rowCount } = await client.query(
    `INSERT INTO payment_events (event_id, type, order_id, payment_id, amount, currency, received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (event_id) DO NOTHING`,
    [id, type, orderId, payment?.paymentId, payment?.amount, payment?.currency, receivedAt],
  );
  return rowCount === 1;
}

/**
 * How much the ledger has booked as gone back of the payment that a refund is of. Refunds of one payment wait for each
 * other: its lock is held until the transaction ends.
 */
async function refundedBefore(client: PoolClient, { type, payment }: PaymentEvent): Promise<number> {
  if (type !== 'charge.refunded' || !payment) return 0;
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [payment.paymentId]);
  const { rows } = await client.query<{ refunded: string }>(
    `SELECT coalesce(sum(entry.amount), 0) AS refunded
     FROM ledger_entries entry JOIN payment_events event USING (event_id)
     WHERE event.payment_id = $1 AND event.type = $2 AND entry.account = 'customer_payments'`,
    [payment.paymentId, type],
  );
  return Number(rows[0]?.refunded);
}

/** Answers the money that it booked: none when another event told of it before. */
async function insertEntries(
  client: PoolClient,
  eventId: string,
  { name, moved, entries }: Booking,
): Promise<Money | undefined> {
  const column = <Name extends keyof Booking['entries'][number]>(key: Name) =>
    entries.map((entry) => entry[key]);
  const { rowCount } = await client.query(
    `INSERT INTO ledger_entries (event_id, booking, account, order_id, amount, currency)
     SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::bigint[], $6::text[])
     ON CONFLICT (booking, account) DO NOTHING`,
    [eventId, name, column('account'), column('orderId'), column('amount'), column('currency')],
  );
  return rowCount === 0 ? undefined : moved;
}
