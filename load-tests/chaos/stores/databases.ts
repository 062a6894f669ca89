import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import pg from 'pg';
import type { Scene } from '../scene.ts';
import type { EntryRow, InboxRow, ShipmentRow, Snapshot } from '../snapshot.ts';

/** The secrets of the roles that own the two databases, by their logical IDs. */
const secretIds = {
  ledger: ['orders', 'PaymentsLedgerSecret'],
  legacy: ['legacy', 'LegacyDatabaseSecret'],
} as const;

/** A session in one of the databases, as the role that owns it. End it after use. */
export async function connectTo(scene: Scene, database: keyof typeof secretIds): Promise<pg.Client> {
  const secrets = new SecretsManagerClient(scene.system.deployment.clientConfig);
  const [stack, id] = secretIds[database];
  const SecretId = scene.names.of(stack, id);
  const { SecretString = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  const { host, port, username: user, password, dbname } = JSON.parse(SecretString);
  // On this machine, where an authority of the run's own issues the server's certificate: nothing to verify it by.
  const ssl = { rejectUnauthorized: false };
  const client = new pg.Client({ host, port: Number(port), user, password, database: dbname, ssl });
  // Somebody may take the database away: the query that runs or comes next fails, and that is enough.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** What PostgreSQL holds: the ledger, and the shipments of the legacy system. */
export async function readDatabases(
  scene: Scene,
): Promise<Pick<Snapshot, 'inbox' | 'entries' | 'shipments'>> {
  const [ledger, legacy] = await Promise.all([connectTo(scene, 'ledger'), connectTo(scene, 'legacy')]);
  try {
    const inbox = await ledger.query<InboxRow>(
      `SELECT event_id AS "eventId", type, order_id AS "orderId", payment_id AS "paymentId",
         extract(epoch FROM recorded_at)::float8 * 1000 AS "recordedAt" FROM payment_events`,
    );
    const entries = await ledger.query<EntryRow>(
      `SELECT event_id AS "eventId", booking, account, order_id AS "orderId", amount::float8 FROM ledger_entries`,
    );
    const shipments = await legacy.query<ShipmentRow>(
      `SELECT order_id AS "orderId", lines, cancelled_at IS NOT NULL AS "isCancelled" FROM shipments
       WHERE starts_with(order_id, 'ord_')`,
    );
    return { inbox: inbox.rows, entries: entries.rows, shipments: shipments.rows };
  } finally {
    await Promise.all([ledger.end(), legacy.end()]);
  }
}
