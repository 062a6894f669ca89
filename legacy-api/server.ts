import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Config, type DatabaseConfig, readConfig } from './config.ts';
import { connect, type Database, openDatabase } from './database.ts';
import { createApi } from './http/api.ts';
import { Drain } from './http/drain.ts';
import { log } from './log.ts';
import { migrate } from './migrate.ts';
import { routes } from './routes.ts';

interface Running {
  server: Server;
  drain: Drain;
  drainSeconds: number;
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
  const drain = new Drain();
  const server = createApi(routes(database, drain), drain);
  server.listen(config.port, config.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  log('INFO', `listening on ${port}`, { port });
  return { server, drain, drainSeconds: config.drainSeconds, database };
}

async function prepare(config: DatabaseConfig): Promise<void> {
  const client = await connect(config);
  try {
    await migrate(client);
  } finally {
    await client.end();
  }
}

/**
 * Finishes what runs, then lets go of everything; Node ends by itself with exit code 0. ECS tells a task to stop when the
 * load balancer sends it nothing more: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
 * Where nobody has told the load balancer, its next health check does, and until then no request is refused.
 */
async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log('INFO', `stopping on ${signal}`);
  // Before it listens there is nothing to finish: PostgreSQL rolls back a migration whose client is gone.
  if (!running) process.exit(0);
  const { server, drain, drainSeconds, database } = running;
  const closed = once(server, 'close');
  const impatience = setTimeout(() => cutOff(server), drainSeconds * 1000);
  await drain.begin();
  server.close();
  await closed;
  clearTimeout(impatience);
  await database.end();
  log('INFO', 'stopped');
}

function cutOff(server: Server): void {
  log('WARN', 'what is still under way is cut off');
  server.close();
  server.closeAllConnections();
}
