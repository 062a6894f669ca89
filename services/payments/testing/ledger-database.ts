import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Client } from 'pg';
import { vi } from 'vitest';
import { Databases } from '../../../local/rds/databases.ts';

const migrations = join(import.meta.dirname, '../migrations');

/**
 * A real PostgreSQL with the ledger's schema, for tests. `secret` is what the worker reads in Secrets Manager. This
 * process trusts its certificate from now on, as `NODE_EXTRA_CA_CERTS` does at the start, and insists on it.
 */
export async function startLedgerDatabase() {
  const workDir = await mkdtemp(join(tmpdir(), 'ledger-'));
  const databases = new Databases({ workDir, log: () => {} });
  const { address: host, port } = await databases.create({
    identifier: 'ledger',
    databaseName: 'ledger',
    masterUsername: 'ledger',
    masterPassword: 'secret',
    parameters: {},
  });
  const authority = await readFile(databases.certificateAuthorityFile, 'utf8');
  setDefaultCACertificates([...getCACertificates('default'), authority]);
  vi.stubEnv('PGSSLMODE', 'verify-full');
  const secret = { host, port, username: 'ledger', password: 'secret', dbname: 'ledger' };
  const client = new Client({ host, port, user: 'ledger', password: 'secret', database: 'ledger' });
  await client.connect();
  for (const file of (await readdir(migrations)).sort()) {
    await client.query(await readFile(join(migrations, file), 'utf8'));
  }
  return {
    secret,
    client,
    certificateAuthorityFile: databases.certificateAuthorityFile,
    /** Answers one row per event: its id, and how many entries it has and what they sum to. */
    async effects(eventId: string): Promise<{ rows: number; entries: number; debit: number; sum: number }> {
      const { rows } = await client.query(
        `SELECT (SELECT count(*) FROM payment_events WHERE event_id = $1)::int AS rows, count(*)::int AS entries,
           coalesce(sum(amount) FILTER (WHERE amount > 0), 0)::int AS debit, coalesce(sum(amount), 0)::int AS sum
         FROM ledger_entries WHERE event_id = $1`,
        [eventId],
      );
      return rows[0];
    },
    async stop() {
      await client.end();
      await databases.stop();
      await rm(workDir, { recursive: true, force: true });
    },
  };
}
