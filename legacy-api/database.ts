import { Client, DatabaseError, Pool, type QueryResultRow } from 'pg';
import type { DatabaseConfig } from './config.ts';
import { HttpError } from './http/errors.ts';
import { log } from './log.ts';

/** Longer than any query here takes, shorter than callers wait. */
const statementMilliseconds = 3_000;
/** How long a request waits for a connection, new or free. */
const connectMilliseconds = 3_000;
/** How long a connection that nobody uses stays open: what a peak needed is given back to the others. */
const idleMilliseconds = 30_000;

/** Runs one statement on a pooled connection. */
export interface Database {
  /** Throws `database_unavailable` when the database cannot be reached or cannot take the statement now. */
  query<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Waits for running statements, then closes all connections. */
  end(): Promise<void>;
}

export function openDatabase(config: DatabaseConfig): Database {
  const pool = new Pool({
    ...toConnection(config),
    max: config.poolSize,
    idleTimeoutMillis: idleMilliseconds,
    statement_timeout: statementMilliseconds,
    // For an answer that never comes, which the server's own timeout cannot see.
    query_timeout: statementMilliseconds + 1_000,
  });
  // Without a listener, the server ending an idle connection would end this process.
  pool.on('error', (error) => log('WARN', 'an idle database connection ended', { error: error.message }));
  return {
    async query<Row extends QueryResultRow>(text: string, values: unknown[] = []) {
      try {
        return (await pool.query<Row>(text, values)).rows;
      } catch (error) {
        if (isStatementWrong(error)) throw error;
        throw new HttpError('database_unavailable', 'Try again in a few seconds.', { cause: error });
      }
    },
    end: () => pool.end(),
  };
}

/** A connection of its own, for the start: without time limits, closed by its user. Throws saying whom it tried to reach. */
export async function connect(config: DatabaseConfig): Promise<Client> {
  const client = new Client(toConnection(config));
  // A lost connection also fails the query that runs or comes next; without a listener it would end this process.
  client.on('error', (error) =>
    log('WARN', 'the database connection of the start ended', { error: error.message }),
  );
  try {
    await client.connect();
  } catch (cause) {
    const { host, port, database, user } = config;
    const reason = cause instanceof Error && cause.message ? cause.message : 'no address of the host answers';
    throw new Error(`No connection to PostgreSQL ${database} at ${host}:${port} as ${user}: ${reason}`, {
      cause,
    });
  }
  return client;
}

/** TLS is as `PGSSLMODE` says, which pg reads itself: `verify-full` checks the server's certificate and name. */
const toConnection = ({ host, port, database, user, password }: DatabaseConfig) => ({
  ...{ host, port, database, user, password },
  connectionTimeoutMillis: connectMilliseconds,
  application_name: 'legacy-api',
});

/**
 * Whether PostgreSQL judged the statement itself. An error without a SQLSTATE is the connection's; classes 08, 53 and 57
 * are the server refusing connections, out of resources, or going away (PostgreSQL manual, appendix A).
 */
function isStatementWrong(error: unknown): boolean {
  return error instanceof DatabaseError && !/^(08|53|57)/.test(error.code ?? '08');
}
