import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Config, type DatabaseConfig, readConfig } from './config.ts';
import { connect, type Database, openDatabase } from './database.ts';
import { createApi } from './http/api.ts';
import { log } from './log.ts';
import { migrate } from './migrate.ts';
import { routes } from './routes.ts';

/** How long running requests may take to finish on stop; containers get 30 s before they are killed. */
const stopMilliseconds = 10_000;

interface Running {
  server: Server;
  database: Database;
}

let running: Running | undefined;
let stopping = false;

// As a container's first process, Node has no default reaction to signals.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));

try {
  running = await start(readConfig(process.env));
} catch (error) {
  log('ERROR', `could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

async function start(config: Config): Promise<Running> {
  await prepare(config.database);
  const database = openDatabase(config.database);
  const server = createApi(routes(database));
  server.listen(config.port, config.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  log('INFO', `listening on ${port}`, { port });
  return { server, database };
}

async function prepare(config: DatabaseConfig): Promise<void> {
  const client = await connect(config);
  try {
    await migrate(client);
  } finally {
    await client.end();
  }
}

/** Finishes what runs, then lets go of everything; Node ends by itself with exit code 0. */
async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log('INFO', `stopping on ${signal}`);
  // Before it listens there is nothing to finish: PostgreSQL rolls back a migration whose client is gone.
  if (!running) process.exit(0);
  const { server, database } = running;
  const impatience = setTimeout(() => server.closeAllConnections(), stopMilliseconds);
  server.close();
  await once(server, 'close');
  clearTimeout(impatience);
  await database.end();
  log('INFO', 'stopped');
}
