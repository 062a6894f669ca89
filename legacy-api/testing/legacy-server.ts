import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { afterAll, beforeAll, vi } from 'vitest';
import { Databases } from '../../local/rds/databases.ts';

const password = randomBytes(12).toString('hex');

/** A real PostgreSQL with an empty database, for the tests of one file. */
export interface TestDatabase {
  /** The server's environment to use it, with any free port. */
  environment: Record<string, string>;
  /** A client of this or another database of the instance; its user ends it. */
  connect(database?: string): Promise<Client>;
  stop(): Promise<void>;
}

export async function startDatabase(): Promise<TestDatabase> {
  const workDir = await mkdtemp(join(tmpdir(), 'legacy-api-'));
  const databases = new Databases({ workDir, log: () => undefined });
  const { address, port } = await databases.create({
    identifier: 'test',
    masterUsername: 'legacy',
    masterPassword: password,
    databaseName: 'legacy',
    parameters: {},
  });
  return {
    environment: {
      PORT: '0',
      HOST: '127.0.0.1',
      DRAIN_SECONDS: '20',
      DATABASE_HOST: address,
      DATABASE_PORT: String(port),
      DATABASE_NAME: 'legacy',
      DATABASE_USER: 'legacy',
      DATABASE_PASSWORD: password,
      DATABASE_POOL_SIZE: '4',
      PGSSLMODE: 'verify-full',
      NODE_EXTRA_CA_CERTS: databases.certificateAuthorityFile,
    },
    async connect(database = 'legacy') {
      const ssl = { ca: await readFile(databases.certificateAuthorityFile, 'utf8') };
      const client = new Client({ host: address, port, database, user: 'legacy', password, ssl });
      await client.connect();
      return client;
    },
    async stop() {
      await databases.stop();
      await rm(workDir, { recursive: true, force: true });
    },
  };
}

/** The headers by which the gateway tells this server who calls. */
export const as = {
  customer: (id: string) => ({ 'x-caller-id': id, 'x-caller-groups': 'customer' }),
  operator: { 'x-caller-id': 'operator', 'x-caller-groups': 'operator' },
  /** Another part of the system, which calls directly. */
  internal: {},
};

/** A line of the server's log. */
export type LogLine = Record<string, unknown> & { level: string; message: string };

/** The server as a process of its own, as a container runs it: with this environment and nothing else. */
export interface ServerProcess {
  /** What it logged so far. */
  lines: LogLine[];
  exitCode: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
}

/** Those that still run. A test that fails may leave one behind, for whose end the test run would wait for ever. */
const launched = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of launched) child.kill('SIGKILL');
});

export function launchServer(environment: Record<string, string>): ServerProcess {
  const entry = join(import.meta.dirname, '../server.ts');
  const child = spawn(process.execPath, [entry], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  launched.add(child);
  child.on('exit', () => launched.delete(child));
  const lines: LogLine[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line)));
  return {
    lines,
    exitCode: once(child, 'close').then(([code]) => code),
    signal: (name) => child.kill(name),
  };
}

export interface LegacyServer extends ServerProcess {
  url: string;
  stop(): Promise<void>;
}

/** Starts the server and waits until it listens. */
export async function startServer(environment: Record<string, string>): Promise<LegacyServer> {
  const server = launchServer(environment);
  const port = await vi.waitUntil(() => server.lines.find((line) => 'port' in line)?.['port'], {
    timeout: 10_000,
    interval: 10,
  });
  return {
    ...server,
    url: `http://127.0.0.1:${String(port)}`,
    async stop() {
      server.signal('SIGTERM');
      await server.exitCode;
    },
  };
}

/** A server and its database for the tests of one file, and how they call it: as an operator unless they say otherwise. */
export function useLegacyServer() {
  let database: TestDatabase | undefined;
  let server: LegacyServer | undefined;
  beforeAll(async () => {
    database = await startDatabase();
    server = await startServer(database.environment);
  });
  afterAll(async () => {
    await server?.stop();
    await database?.stop();
  });

  const send = async (method: string, path: string, body?: unknown, caller: object = as.operator) =>
    fetch(`${server?.url}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...caller },
    });
  const call = async (...request: Parameters<typeof send>) => {
    const response = await send(...request);
    const text = await response.text();
    // Each test knows what it asked for.
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  };
  /** A client of the database; its user ends it. */
  const connect = async (): Promise<Client> => {
    if (!database) throw new Error('The database is there once the tests run.');
    return database.connect();
  };
  return { call, connect, send };
}
