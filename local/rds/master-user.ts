import { Client } from 'pg';

/** The account that creates the others; on RDS it belongs to the service too. */
export interface Administrator {
  name: string;
  password: string;
  port: number;
  /** PEM of the authority that issued the server's certificate. */
  certificateAuthority: string;
}

/** What RDS gives whoever creates an instance. */
export interface MasterUser {
  masterUsername: string;
  masterPassword: string;
  /** A database to create beside `postgres`. */
  databaseName?: string | undefined;
}

/**
 * Creates the master user as RDS for PostgreSQL does: not a superuser, but a member of `rds_superuser` that may create
 * roles and databases. What only a superuser may do, and the connections reserved for one, it is refused here as there.
 */
export async function createMasterUser(administrator: Administrator, master: MasterUser): Promise<void> {
  const { name: user, password, port, certificateAuthority: ca } = administrator;
  const client = new Client({ host: '127.0.0.1', port, user, password, database: 'postgres', ssl: { ca } });
  await client.connect();
  try {
    const name = client.escapeIdentifier(master.masterUsername);
    await client.query(`
      CREATE ROLE rds_superuser NOLOGIN;
      GRANT pg_monitor, pg_signal_backend, pg_checkpoint TO rds_superuser WITH ADMIN OPTION;
      CREATE ROLE ${name} LOGIN CREATEDB CREATEROLE PASSWORD ${client.escapeLiteral(master.masterPassword)};
      GRANT rds_superuser TO ${name};
      ALTER DATABASE postgres OWNER TO ${name}`);
    if (!master.databaseName) return;
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(master.databaseName)} OWNER ${name}`);
  } finally {
    await client.end();
  }
}
