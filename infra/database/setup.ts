import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { type Migration, migrate } from './migrate.ts';
import { scramVerifier } from './scram.ts';

interface Role {
  username: string;
  password: string;
}

/** A database and the one role that owns it, inside an instance that others use too. */
export interface DatabaseSetup {
  admin: { host: string; port: number; username: string; password: string };
  role: Role;
  database: string;
  /** Sessions that the role may have at once. */
  connectionLimit: number;
  /** A second role, which may read all tables and see who is connected, whatever their role. */
  reader?: Role & { connectionLimit: number };
  migrations: Migration[];
}

/** Frozen Lambda environments keep their sessions: PostgreSQL ends those that are idle for this long. */
const idleSessionTimeout = '60s';
/** Any number, the same for every setup: two databases cannot be copied from the template at once either. */
const lockId = 4_710_815;

/**
 * Creates the role and its database or brings them to what is asked, then migrates. It may be repeated, and run twice
 * at the same time: each waits for the other. The admin need not be a superuser (on RDS it is not), only allowed to
 * create roles and databases.
 */
export async function setUpDatabase(setup: DatabaseSetup): Promise<void> {
  await withClient(setup, 'postgres', async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [lockId]);
    await bringRole(client, setup.role, setup.connectionLimit);
    // Only a member of a role may create a database for it and act as it.
    await client.query(`GRANT ${escapeIdentifier(setup.role.username)} TO CURRENT_USER`);
    await bringDatabase(client, setup);
    if (setup.reader) await bringReader(client, setup.reader);
    await withClient(setup, setup.database, async (inside) => {
      await inside.query(`SET ROLE ${escapeIdentifier(setup.role.username)}`);
      await migrate(inside, setup.migrations);
      if (setup.reader) await allowReading(inside, setup.database, setup.reader);
    });
  });
}

async function bringRole(client: Client, role: Role, connectionLimit: number): Promise<void> {
  const name = escapeIdentifier(role.username);
  const exists = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role.username]);
  const password = escapeLiteral(scramVerifier(role.password));
  await client.query(
    `${exists.rowCount ? 'ALTER' : 'CREATE'} ROLE ${name} LOGIN PASSWORD ${password} CONNECTION LIMIT ${connectionLimit}`,
  );
  await client.query(`ALTER ROLE ${name} SET idle_session_timeout = ${escapeLiteral(idleSessionTimeout)}`);
}

/**
 * Needs an admin that may grant `pg_monitor`, as the master user of RDS may: without it PostgreSQL hides what the
 * sessions of other roles do.
 */
async function bringReader(
  client: Client,
  { connectionLimit, ...reader }: Role & { connectionLimit: number },
): Promise<void> {
  const name = escapeIdentifier(reader.username);
  await bringRole(client, reader, connectionLimit);
  await client.query(`ALTER ROLE ${name} SET default_transaction_read_only = on`);
  await client.query(`GRANT pg_monitor TO ${name}`);
}

/** As the owner, in the database: tables that migrations made belong to it. */
async function allowReading(client: Client, database: string, { username }: Role): Promise<void> {
  const name = escapeIdentifier(username);
  await client.query(`GRANT CONNECT ON DATABASE ${escapeIdentifier(database)} TO ${name}`);
  await client.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${name}`);
}

async function bringDatabase(client: Client, { role, database }: DatabaseSetup): Promise<void> {
  const name = escapeIdentifier(database);
  const exists = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
  if (!exists.rowCount) {
    await client.query(`CREATE DATABASE ${name} OWNER ${escapeIdentifier(role.username)}`);
  }
  await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
}

/** TLS is as `PGSSLMODE` says, which pg reads itself: `verify-full` checks the server's certificate and name. */
async function withClient(
  { admin }: DatabaseSetup,
  database: string,
  use: (client: Client) => Promise<void>,
): Promise<void> {
  const { host, port, username, password } = admin;
  const client = new Client({
    ...{ host, port, user: username, password, database },
    connectionTimeoutMillis: 10_000,
  });
  // A connection that is lost between two queries fails the next one; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}
