import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { log } from './log.ts';
import { seed } from './seed/seed.ts';

/** One step of the schema's history. Names sort in the order of the steps and never change. */
interface Migration {
  name: string;
  run: (client: Client) => Promise<unknown>;
}

const folder = join(import.meta.dirname, 'migrations');

/** Of the advisory lock. Any number, the same in every version of this server. */
export const lockKey = 7_421_053;

/**
 * Brings the database up to date: runs each migration that its table `migrations` does not name, in order, each in a
 * transaction of its own. Of several servers that start at once, one works and the others wait. The client must be
 * closed afterwards: that is what gives the lock back.
 */
export async function migrate(client: Client): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [lockKey]);
  await client.query(
    'CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
  );
  const { rows } = await client.query<{ name: string }>('SELECT name FROM migrations');
  const applied = new Set(rows.map(({ name }) => name));
  for (const migration of await allMigrations()) {
    if (!applied.has(migration.name)) await apply(client, migration);
  }
}

async function allMigrations(): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql'));
  const fromFiles = files.map((file) => ({
    name: file.replace('.sql', ''),
    run: async (client: Client) => client.query(await readFile(join(folder, file), 'utf8')),
  }));
  return [...fromFiles, { name: '004-seed', run: seed }].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** When a step fails, closing the client rolls it back. */
async function apply(client: Client, { name, run }: Migration): Promise<void> {
  const startedAt = performance.now();
  await client.query('BEGIN');
  try {
    await run(client);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Migration ${name} failed and was rolled back: ${reason}`, { cause });
  }
  await client.query('INSERT INTO migrations (name) VALUES ($1)', [name]);
  await client.query('COMMIT');
  log('INFO', `applied migration ${name}`, { durationMs: Math.round(performance.now() - startedAt) });
}
