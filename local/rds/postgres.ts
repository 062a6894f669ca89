import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { freePort } from '../free-port.ts';
import type { ServerUser } from './server-user.ts';

/** How one PostgreSQL is to run. */
export interface PostgresConfig {
  /** Where `bin/initdb` and `bin/postgres` are. */
  binaries: string;
  /** Where it keeps its data; made here, readable only by its user. */
  folder: string;
  user: ServerUser | undefined;
  /** The first account, a superuser. */
  administrator: { name: string; password: string };
  /** Server settings as in postgresql.conf. */
  settings: Record<string, string>;
  log(line: string): void;
}

/** A running PostgreSQL on a loopback port. */
export interface Postgres {
  port: number;
  /** A fast shutdown (open sessions are ended). May be called again. */
  stop(): Promise<void>;
}

/** The data live as long as the run: there is no power failure to survive. */
const ownSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '32MB',
};
const readyLine = 'database system is ready to accept connections';
const portAttempts = 5;
const stopMilliseconds = 5_000;

/** Creates a cluster (UTF-8, the same collation on every platform, passwords by SCRAM) and starts it. */
export async function startPostgres(config: PostgresConfig): Promise<Postgres> {
  const dataFolder = await createCluster(config);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const server = startServer(config, ['-D', dataFolder, '-p', String(port)]);
    const output = await server.ready;
    if (output === undefined) return { port, stop: () => server.stop() };
    const portTaken = output.includes('could not bind');
    if (!portTaken || attempt === portAttempts)
      throw new Error(`PostgreSQL did not start. It said:\n${output}`);
  }
}

async function createCluster(config: PostgresConfig): Promise<string> {
  const { folder, user } = config;
  const passwordFile = join(folder, 'password');
  const dataFolder = join(folder, 'data');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, config.administrator.password, { mode: 0o600 });
  if (user) await Promise.all([folder, passwordFile].map((path) => chown(path, user.uid, user.gid)));
  const initdb = run(config, 'initdb', [
    ...['-D', dataFolder, '-U', config.administrator.name, `--pwfile=${passwordFile}`],
    ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'],
    ...[
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-sync',
      '--no-instructions',
      '--wal-segsize=1',
    ],
  ]);
  const [output, code] = await Promise.all([text(initdb.stderr), exitOf(initdb)]);
  if (code !== 0) throw new Error(`initdb could not create a database cluster. It said:\n${output}`);
  await rm(passwordFile);
  return dataFolder;
}

function startServer(config: PostgresConfig, where: string[]) {
  const settings = Object.entries({ ...ownSettings, ...config.settings });
  const server = run(config, 'postgres', [
    ...where,
    ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const exited = exitOf(server);
  const killServer = () => server.kill('SIGQUIT');
  process.once('exit', killServer);
  let state: 'starting' | 'running' | 'stopping' = 'starting';
  let output = '';
  const ready = new Promise<string | undefined>((resolve, reject) => {
    createInterface(server.stderr).on('line', (line) => {
      config.log(line);
      if (state === 'starting') output += `${line}\n`;
      if (!line.includes(readyLine)) return;
      state = 'running';
      resolve(undefined);
    });
    exited
      .finally(() => process.off('exit', killServer))
      .then((code) => {
        if (state === 'running') config.log(`PostgreSQL ended by itself (exit code ${code}).`);
        resolve(output);
      }, reject);
  });
  const stop = async () => {
    state = 'stopping';
    const timer = setTimeout(killServer, stopMilliseconds);
    server.kill('SIGINT');
    await exited;
    clearTimeout(timer);
  };
  return { ready, stop };
}

/** In a process group of its own, so that Ctrl-C in a terminal reaches only us, who then stop it properly. */
function run(config: PostgresConfig, program: 'initdb' | 'postgres', args: string[]) {
  return spawn(join(config.binaries, 'bin', program), args, {
    ...config.user,
    cwd: config.folder,
    detached: true,
    env: { LC_ALL: 'C', TZ: 'UTC', SystemRoot: process.env['SystemRoot'] },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** The exit code, once the process and everything it started have ended; rejects when it could not start. */
async function exitOf(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'close');
  return code;
}
