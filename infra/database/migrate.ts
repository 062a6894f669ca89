import { createHash } from 'node:crypto';
import type { Client } from 'pg';

/** One step of a schema. `name` orders and identifies it. */
export interface Migration {
  name: string;
  sql: string;
}

/** Runs those migrations that have not run yet, in their order, each in a transaction of its own. */
export async function migrate(client: Client, migrations: Migration[]): Promise<void> {
  if (migrations.length === 0) return;
  await client.query(`CREATE TABLE IF NOT EXISTS schema_migrations (
    name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM schema_migrations',
  );
  const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]));
  for (const migration of migrations) {
    const checksum = createHash('sha256').update(migration.sql).digest('hex');
    const before = applied.get(migration.name);
    if (before === undefined) await apply(client, migration, checksum);
    else if (before !== checksum) {
      throw new Error(
        `Migration ${migration.name} was changed after it ran: put the change into a new migration`,
      );
    }
  }
}

async function apply(client: Client, { name, sql }: Migration, checksum: string): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query('INSERT INTO schema_migrations (name, checksum) VALUES ($1, $2)', [name, checksum]);
    await client.query('COMMIT');
  } catch (error) {
    // Our caller closes the connection, which rolls back.
    throw new Error(`Migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
